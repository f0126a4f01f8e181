import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { readSettings } from '../platform/settings.ts';
import { StartupProblem } from '../platform/startup-problem.ts';
import { hasLocalChain, listChains } from './chain-list.ts';

const folder = await mkdtemp(join(tmpdir(), 'chains-'));
after(() => rm(folder, { recursive: true }));

const polygon = {
  name: 'POLYGON',
  chain_id: 137,
  rpc_urls: ['https://one.example/rpc', 'https://two.example/rpc'],
  confirmations: 64,
  coin: { symbol: 'POL', name: 'POL', usd_price: '0.45' },
  tokens: [
    {
      symbol: 'USDC',
      name: 'USD Coin',
      address: '0x3c499c542cef5e3811e1192ce70d8cc03d5c3359',
      decimals: 6,
      usd_price: '1',
      funds_cards: true,
      since_block: 5,
    },
  ],
};

const bridged = {
  ...polygon.tokens[0],
  name: 'Bridged USDC',
  address: '0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174',
};

async function read(content: unknown) {
  const path = join(folder, 'chains.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return listChains(readSettings({ CHAINS_FILE: path }));
}

void suite('which chains there are', () => {
  test('a file names them, with prices in micro-dollars and addresses with their checksums', async () => {
    const [chain, ...others] = await read([polygon]);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [chain!.name, chain!.chainId, chain!.confirmations, chain!.rpcUrls.length, chain!.coin.usdPrice],
      ['POLYGON', 137, 64, 2, 450_000n],
    );
    assert.deepEqual(chain!.tokens, [
      {
        symbol: 'USDC',
        name: 'USD Coin',
        address: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359',
        decimals: 6,
        exact: true,
        usdPrice: 1_000_000n,
        forCards: true,
        since: 5n,
      },
    ]);
  });

  test('minimum deposits are those of the file, and where it has none 10 USD for cards and 1 for all else', async () => {
    const usd = 1_000_000n;
    const [plain] = await read([polygon]);
    assert.deepEqual(plain!.minimums, { cards: 10n * usd, virtual: usd, treasury: usd });
    const [set] = await read([{ ...polygon, minimum_deposits: { cards: '25', treasury: '0.5' } }]);
    assert.deepEqual(set!.minimums, { cards: 25n * usd, virtual: usd, treasury: usd / 2n });
  });

  test('what is wrong with the file is said, by its field', async () => {
    const refused: readonly [unknown, RegExp][] = [
      ['{', /cannot be read/],
      [[{ ...polygon, rpc_urls: [] }], /rpc_urls/],
      [[{ ...polygon, confirmations: 0 }], /confirmations/],
      [[{ ...polygon, colour: 'red' }], /colour/],
      [[{ ...polygon, tokens: [{ ...polygon.tokens[0], address: '0x12' }] }], /address/],
      [[{ ...polygon, coin: { ...polygon.coin, usd_price: '0.1234567' } }], /usd_price/],
      [[{ ...polygon, minimum_deposits: { cards: -1 } }], /minimum_deposits/],
      [[polygon, polygon], /same name/],
      // One name in the books for two things would be one balance of both.
      [[{ ...polygon, tokens: [...polygon.tokens, bridged] }], /two tokens called USDC/],
      [[{ ...polygon, tokens: [{ ...bridged, symbol: 'POL' }] }], /two tokens called POL/],
      [
        [
          {
            ...polygon,
            tokens: [...polygon.tokens, { ...bridged, symbol: 'USDX', address: polygon.tokens[0]!.address }],
          },
        ],
        /same address/,
      ],
      [[{ ...polygon, coin: { ...polygon.coin, symbol: 'a/b' } }], /symbol/],
      [[{ ...polygon, tokens: [{ ...bridged, decimals: 1, funds_cards: true }] }], /two decimals/],
      // Of more the books have no room for what people have.
      [[{ ...polygon, tokens: [{ ...bridged, decimals: 25 }] }], /decimals/],
      [[polygon, { ...polygon, name: 'OTHER' }], /same chain_id/],
    ];
    for (const [content, words] of refused)
      await assert.rejects(
        read(content),
        (error) => error instanceof StartupProblem && words.test(error.message),
      );
  });

  test('a sandbox has its own, unless it is told otherwise; production has none of its own', () => {
    const sandbox = readSettings({});
    assert.deepEqual(
      listChains(sandbox).map(({ name }) => name),
      ['POLYGON'],
    );
    assert.ok(hasLocalChain(sandbox));
    assert.ok(!hasLocalChain(readSettings({ LOCAL_CHAIN: 'off' })));
    const production = readSettings({
      CARDWRIGHT_ENV: 'production',
      MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('hex'),
      OPERATOR_KEY: 'an-operator-key-of-more-than-32-characters',
    });
    assert.deepEqual(listChains(production), []);
    assert.ok(!hasLocalChain(production));
  });
});
