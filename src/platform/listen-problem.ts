import type { Settings } from './settings.ts';
import { StartupProblem, systemCode } from './startup-problem.ts';

/** Turns what listening on an address throws into a sentence; everything else passes as it is. */
export function listenProblem(error: unknown, { host, port }: Pick<Settings, 'host' | 'port'>): unknown {
  const options = error instanceof Error ? { cause: error } : {};
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartupProblem(
        `Port ${port} on ${host} is taken by another program.`,
        `Stop that program, or choose another port: PORT=${port + 1}, or PORT=0 for any that is free.`,
        options,
      );
    case 'EACCES':
      return new StartupProblem(
        `This user may not listen on port ${port}.`,
        'Choose a port from 1024 on: PORT=8080.',
        options,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartupProblem(
        `This machine has no address ${host} to listen on.`,
        'Set HOST to an address of this machine: 127.0.0.1 for itself only, 0.0.0.0 for all.',
        options,
      );
    default:
      return error;
  }
}
