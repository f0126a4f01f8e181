import { Command, InvalidArgumentError } from 'commander';
import { createClient } from '../../../sdk/index.ts';
import { readSettings } from '../../platform/settings.ts';
import { decide, lineOf, play } from './demo/story.ts';
import { startThrowaway } from './demo/start.ts';
import { telling } from './demo/telling.ts';
import { styled } from '../terminal/output.ts';
import { withProgress } from '../terminal/progress.ts';
import { openReceiver } from '../streams/receiver.ts';
import type { Received } from '../streams/receiver.ts';
import { CliProblem, exitCodes } from '../run.ts';

interface DemoOptions {
  readonly speed: number;
  readonly keep?: true;
}

/** `cardwright demo` */
export function demoCommand(): Command {
  return new Command('demo')
    .description('start a temporary platform and play a story on it: deposit, purchase, decision, refund')
    .option('--speed <factor>', 'speed: 1 is reading speed, 2 is twice as fast, 0 has no pauses', speed, 1)
    .option('--keep', 'keep the folder to look at afterwards')
    .addHelpText(
      'after',
      `
Everything is in a folder of its own, which is removed at the end; what runs on this machine already is left alone. Webhooks are
shown as they arrive at a real receiver.

Examples:
  npm run demo
  npx cardwright demo --speed 2
  npx cardwright demo --speed 0 --keep`,
    )
    .action(demo);
}

/** A webhook that takes longer than this does not come any more. */
const patienceMs = 30_000;

async function demo({ speed, keep }: DemoOptions): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await tellIt(speed, keep === true, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.exitCode = exitCodes.failed;
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

async function tellIt(speed: number, keep: boolean, signal: AbortSignal): Promise<void> {
  const tell = telling(speed, signal);
  await using platform = await withProgress('PostgreSQL, a chain, three signers, the platform', false, () =>
    startThrowaway(keep, signal),
  );
  const { url, api_key: apiKey } = platform.state;
  const steady = createClient({ url, apiKey });
  const client = createClient({
    url,
    apiKey,
    // Ctrl-C ends the story where it is.
    fetch: (input, init) => {
      signal.throwIfAborted();
      return fetch(input, init);
    },
  });
  await tell.say(styled('bold', `Cardwright runs at ${url}, in ${platform.dataDir}.`));
  await tell.say(`Meanwhile you can read ${url}/docs in a browser.`);

  const mail = mailbox(signal);
  await using opened = new AsyncDisposableStack();
  const receiver = await openReceiver(steady, {
    decide,
    onReceived(received) {
      tell.note(lineOf(received));
      mail.put(received);
    },
  });
  opened.use(receiver);
  await play({ client, tell, webhook: mail.take });

  await tell.chapter('The books');
  await tell.say(
    'Every cent of this is in a double-entry ledger. All of it is now recomputed from the first entry:',
  );
  const { verifyBooks } = await import('./verify-books.ts');
  const report = await verifyBooks(readSettings({ DATA_DIR: platform.dataDir }));
  await tell.result(
    report.sound
      ? `${styled(['bold', 'green'], 'The books are sound.')} ${report.counts.entries} entries, ${report.counts.postings} postings, ${report.counts.holds} holds`
      : styled(['bold', 'red'], 'The books are not sound.'),
  );
  process.exitCode = report.sound ? exitCodes.done : exitCodes.failed;
  tell.note(`\nYour own: npx cardwright start, then npx cardwright simulate swipe`);
  if (keep) tell.note(`Kept: DATA_DIR=${platform.dataDir} npx cardwright start`);
}

/** Webhooks that have come, until somebody waits for them. */
function mailbox(signal: AbortSignal) {
  const come: Received[] = [];
  const waiting = new Set<() => void>();
  return {
    put(received: Received): void {
      come.push(received);
      for (const look of waiting) look();
    },
    async take(type: string, about?: string): Promise<Received> {
      const fits = ({ event }: Received): boolean =>
        `${event.operation}.${event.sub_operation}.${event.status}` === type &&
        (about === undefined || (event.data as { transaction_id?: unknown }).transaction_id === about);
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
      for (;;) {
        const at = come.findIndex(fits);
        const [found] = at === -1 ? [] : come.splice(at, 1);
        if (found !== undefined) return found;
        if (deadline.aborted) {
          throw new CliProblem(`The webhook ${type} did not arrive.`, 'Try again; --keep keeps the folder.');
        }
        await new Promise<void>((resolve) => {
          const look = (): void => {
            waiting.delete(look);
            deadline.removeEventListener('abort', look);
            resolve();
          };
          waiting.add(look);
          deadline.addEventListener('abort', look, { once: true });
        });
      }
    },
  };
}

function speed(text: string): number {
  const read = Number(text);
  if (text.trim() === '' || !(read >= 0 && read <= 1_000))
    throw new InvalidArgumentError('Give a number from 0 on.');
  return read;
}
