import type { Settings } from './settings.ts';
import { StartupProblem, systemCode } from './startup-problem.ts';

type Address = Pick<Settings, 'host' | 'port'>;

const taken = ({ host, port }: Address): [problem: string, advice: string] => [
  `Port ${port} on ${host} is taken by another program.`,
  `Stop that program, or choose another port: PORT=${port + 1}, or PORT=0 for any that is free.`,
];
const forbidden = ({ port }: Address): [string, string] => [
  `This user may not listen on port ${port}.`,
  'Choose a port from 1024 on: PORT=8080.',
];
const elsewhere = ({ host }: Address): [string, string] => [
  `This machine has no address ${host} to listen on.`,
  'Set HOST to an address of this machine: 127.0.0.1 for itself only, 0.0.0.0 for all.',
];

const problems: Readonly<Record<string, typeof taken>> = {
  EADDRINUSE: taken,
  EACCES: forbidden,
  EADDRNOTAVAIL: elsewhere,
  ENOTFOUND: elsewhere,
  EAI_AGAIN: elsewhere,
};

/** Turns what listening on an address throws into a StartupProblem; everything else passes as it is. */
export function listenProblem(error: unknown, address: Address): unknown {
  const problem = problems[systemCode(error) ?? ''];
  return problem === undefined ? error : new StartupProblem(...problem(address), { cause: error });
}
