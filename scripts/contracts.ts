import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import solc from 'solc';
import { encodeAbiParameters, getContractAddress, keccak256 } from 'viem';
import type { Abi, Hex } from 'viem';

const require = createRequire(import.meta.url);
const folder = new URL('../contracts/', import.meta.url);
const artifacts = new URL('artifacts/', folder);
const abiFile = new URL('../src/chains/abi.ts', import.meta.url);

/**
 * What decides the bytecode, and with it every address: changing a word here moves all accounts that are not made yet.
 * Paris has no PUSH0, so the same bytes run on every EVM chain; without the metadata hash they do not depend on comments.
 */
const settings = {
  evmVersion: 'paris',
  optimizer: { enabled: true, runs: 1_000 },
  viaIR: false,
  metadata: { bytecodeHash: 'none', appendCBOR: false },
};

/** The contracts that have an artifact, by source file. */
const published: Readonly<Record<string, readonly string[]>> = {
  'Factory.sol': ['Factory'],
  'ThresholdAccount.sol': ['ThresholdAccount'],
  'DepositForwarder.sol': ['DepositForwarder'],
  'test/Tokens.sol': [
    'TestToken',
    'NoReturnToken',
    'FeeToken',
    'LyingToken',
    'ReentrantToken',
    'FailingToken',
  ],
  'test/Harness.sol': ['Harness', 'Callee', 'OldSender'],
};
/** The ones that the program itself calls. */
const called = new Set(['Factory', 'ThresholdAccount', 'DepositForwarder', 'TestToken']);

/** Arachnid's deterministic deployment proxy; it stands at this address on all chains, anvil included. */
export const deterministicDeployer = '0x4e59b44847b379578588920cA78FbF26c0B4956C';
const zeroSalt: Hex = `0x${'0'.repeat(64)}`;

export interface Compiled {
  readonly abi: Abi;
  readonly bytecode: Hex;
  readonly deployedBytecode: Hex;
  readonly immutables: readonly (readonly { readonly start: number; readonly length: number }[])[];
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly abi: Abi;
            readonly evm: {
              readonly bytecode: { readonly object: string };
              readonly deployedBytecode: {
                readonly object: string;
                readonly immutableReferences?: Readonly<
                  Record<string, readonly { readonly start: number; readonly length: number }[]>
                >;
              };
            };
          }
        >
      >
    >
  >;
}

/** All sources of `contracts/`, by their path in it. */
export async function readSources(): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const sources: Record<string, string> = {};
  for (const name of names.filter((name) => name.endsWith('.sol')).sort())
    sources[name] = await readFile(new URL(name, folder), 'utf8');
  return sources;
}

/**
 * Compiles sources given by path; imports of packages are read from node_modules. The answer is keyed `path:Contract`.
 *
 * @throws Error with the compiler's words when there is an error or a warning. `forTest` lets warnings pass and does not optimize,
 * which takes a third of the time
 */
export function compile(
  sources: Readonly<Record<string, string>>,
  { forTest = false }: { readonly forTest?: boolean } = {},
): Readonly<Record<string, Compiled>> {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: {
      ...settings,
      optimizer: { ...settings.optimizer, enabled: !forTest },
      outputSelection: {
        '*': {
          '*': [
            'abi',
            'evm.bytecode.object',
            'evm.deployedBytecode.object',
            'evm.deployedBytecode.immutableReferences',
          ],
        },
      },
    },
  };
  const answer = solc.compile(JSON.stringify(input), {
    import: (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') }),
  });
  const output = JSON.parse(answer) as SolcOutput;
  const complaints = (output.errors ?? [])
    .filter(({ severity }) => !forTest || severity === 'error')
    .map(({ formattedMessage }) => formattedMessage);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return Object.fromEntries(
    Object.entries(output.contracts).flatMap(([path, contracts]) =>
      Object.entries(contracts).map(([name, contract]) => [
        `${path}:${name}`,
        {
          abi: contract.abi,
          bytecode: `0x${contract.evm.bytecode.object}`,
          deployedBytecode: `0x${contract.evm.deployedBytecode.object}`,
          immutables: Object.values(contract.evm.deployedBytecode.immutableReferences ?? {}),
        } satisfies Compiled,
      ]),
    ),
  );
}

/** Every file that this script writes, by its path: the artifacts, the addresses, and the ABIs as TypeScript. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const compiled = compile(await readSources());
  const files = new Map<string, string>();
  const json = (name: string, content: unknown): void =>
    void files.set(
      fileURLToPath(new URL(`${name}.json`, artifacts)),
      `${JSON.stringify(content, null, 2)}\n`,
    );
  const abis: string[] = [];
  for (const [path, names] of Object.entries(published)) {
    for (const name of names) {
      const { abi, bytecode, deployedBytecode } = found(compiled, `${path}:${name}`);
      json(name, { abi, bytecode, deployedBytecode });
      if (called.has(name))
        abis.push(
          `export const ${name[0]?.toLowerCase()}${name.slice(1)}Abi = ${JSON.stringify(abi)} as const;`,
        );
    }
  }
  json('addresses', addresses(found(compiled, 'Factory.sol:Factory')));
  const head = '// Written by scripts/contracts.ts (npm run contracts) from contracts/.';
  const text = await format([head, ...abis].join('\n\n'), {
    ...(await resolveConfig(abiFile)),
    parser: 'typescript',
  });
  return files.set(fileURLToPath(abiFile), text);
}

/** Where the factory stands on every chain, and the hash of the code that must be there. */
function addresses(factory: Compiled): Record<string, string> {
  const address = getContractAddress({
    opcode: 'CREATE2',
    from: deterministicDeployer,
    salt: zeroSalt,
    bytecode: factory.bytecode,
  });
  const forwarderCode = getContractAddress({ from: address, nonce: 1n });
  return {
    deterministicDeployer,
    factory: address,
    forwarderCode,
    factoryCodeHash: keccak256(withImmutable(factory, forwarderCode)),
  };
}

/** The runtime code of a contract with one immutable address. */
function withImmutable(contract: Compiled, address: Hex): Hex {
  const [places] = contract.immutables;
  if (places === undefined || contract.immutables.length !== 1)
    throw new Error('the factory has one immutable');
  const word = encodeAbiParameters([{ type: 'address' }], [address]).slice(2);
  let code = contract.deployedBytecode.slice(2);
  for (const { start } of places) code = code.slice(0, start * 2) + word + code.slice(start * 2 + 64);
  return `0x${code}`;
}

function found(compiled: Readonly<Record<string, Compiled>>, key: string): Compiled {
  const contract = compiled[key];
  if (contract === undefined) throw new Error(`the compiler gave no ${key}`);
  return contract;
}

if (import.meta.main) {
  const files = await generatedFiles();
  await rm(artifacts, { recursive: true, force: true });
  await mkdir(artifacts, { recursive: true });
  for (const [path, text] of files) await writeFile(path, text);
}
