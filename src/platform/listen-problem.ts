import type { Settings } from './settings.ts';
import { StartupProblem, systemCode } from './startup-problem.ts';

type Address = Pick<Settings, 'host' | 'port'>;

/** The settings that say the address. */
interface Names {
  readonly host: string;
  readonly port: string;
}

const taken = ({ host, port }: Address, names: Names): [problem: string, advice: string] => [
  `Port ${port} on ${host} is taken by another program.`,
  `Stop that program, or choose another port: ${names.port}=${port + 1}, or ${names.port}=0 for any that is free.`,
];
const forbidden = ({ port }: Address, names: Names): [string, string] => [
  `This user may not listen on port ${port}.`,
  `Choose a port from 1024 on: ${names.port}=8080.`,
];
const elsewhere = ({ host }: Address, names: Names): [string, string] => [
  `This machine has no address ${host} to listen on.`,
  `Set ${names.host} to an address of this machine: 127.0.0.1 for itself only, 0.0.0.0 for all.`,
];

const problems: Readonly<Record<string, typeof taken>> = {
  EADDRINUSE: taken,
  EACCES: forbidden,
  EADDRNOTAVAIL: elsewhere,
  // An address of one link (fe80::…) without the name of its interface behind it.
  EINVAL: elsewhere,
  ENOTFOUND: elsewhere,
  EAI_AGAIN: elsewhere,
};

/** Turns what listening on an address throws into a StartupProblem; everything else passes as it is. */
export function listenProblem(
  error: unknown,
  address: Address,
  names: Names = { host: 'HOST', port: 'PORT' },
): unknown {
  const problem = problems[systemCode(error) ?? ''];
  return problem === undefined ? error : new StartupProblem(...problem(address, names), { cause: error });
}
