import { Command } from 'commander';
import { fields, print, styled } from '../terminal/output.ts';
import { withProgress } from '../terminal/progress.ts';
import { duration } from '../terminal/read-options.ts';
import { clientFor, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';

/** `cardwright clock [advance]` */
export function clockCommand(): Command {
  const clock = withServer(new Command('clock'))
    .description("show the company's clock, or move it forward (sandbox only)")
    .addHelpText(
      'after',
      `
The clock governs expiry, limits, velocity rules and 3-D Secure challenges. It never goes back.

Examples:
  npx cardwright clock
  npx cardwright clock advance 7d
  npx cardwright clock advance P1DT12H --json`,
    )
    .action(async (options: ServerOptions) => {
      const answer = await (await clientFor(options)).getClock();
      print(options.json === true, answer, () => [answer.now]);
    });
  withServer(clock.command('advance'))
    .description('move the clock forward, and do what falls due on the way')
    .argument('<duration>', '90s, 5m, 36h, 7d, 2w, or an ISO 8601 duration', duration)
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright clock advance 31d`,
    )
    .action(async (by: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerOptions>();
      const client = await clientFor({ ...options, timeoutMs: 300_000 });
      const answer = await withProgress('Time passes', options.json === true, () =>
        client.advanceClock({ advance: by }),
      );
      print(options.json === true, answer, () => [
        styled('bold', `It is ${answer.now}.`),
        '',
        ...fields({
          'Holds expired': String(answer.expired_holds),
          'Challenges expired': String(answer.expired_challenges),
          'Retries brought forward': String(answer.retries_brought_forward),
        }),
      ]);
    });
  return clock;
}
