import { Option } from 'commander';
import type { Command } from 'commander';
import type { Operations } from '../../../../sdk/index.ts';
import { fields, money, print, styled } from '../../terminal/output.ts';
import { rate, wholeNumber } from '../../terminal/read-options.ts';
import { CliProblem } from '../../run.ts';
import { clientFor, withServer } from '../../server.ts';
import type { ServerOptions } from '../../server.ts';
import { table } from '../../terminal/table.ts';

type Faults = Operations['listFaults']['answer']['faults'];

interface FaultOptions extends ServerOptions {
  readonly drop?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly delayMs?: number;
  readonly for?: number;
  readonly seed?: string;
  readonly end?: true;
}

/** `cardwright simulate faults | reset` */
export function addWorld(simulate: Command): void {
  withServer(simulate.command('faults'))
    .description('disturb deliveries to a webhook endpoint for a while; without options: show active faults')
    .argument('[endpoint]', 'the id of the endpoint; default: the only one')
    .option('--drop <rate>', 'share of attempts that are lost, 0 to 1', rate)
    .option('--duplicate <rate>', 'share that are sent twice, 0 to 1', rate)
    .option('--reorder <rate>', 'share that wait until the next one was sent, 0 to 1', rate)
    .option('--delay-ms <n>', 'how much later each is sent', wholeNumber)
    .option('--for <seconds>', 'how long the faults last', wholeNumber)
    .option('--seed <text>', 'the same seed affects the same attempts')
    .addOption(new Option('--end', 'end the faults now'))
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright simulate faults --drop 0.3 --duplicate 0.3 --for 120
  npx cardwright simulate faults whe_0197… --delay-ms 5000
  npx cardwright simulate faults
  npx cardwright simulate faults --end`,
    )
    .action(faults);

  withServer(simulate.command('reset'))
    .description('reset the company; API keys, webhook endpoints and the books stay')
    .requiredOption('--yes', 'really')
    .addHelpText('after', '\nExamples:\n  npx cardwright simulate reset --yes')
    .action(async (options: ServerOptions) => {
      const client = await clientFor({ ...options, timeoutMs: 120_000 });
      const answer = await client.resetCompany();
      print(options.json === true, answer, () => [
        styled(['bold', 'green'], 'The company was reset.'),
        '',
        ...fields({
          Holding: money(answer.holding),
          Now: answer.now,
          Removed: `${answer.removed.cards} cards, ${answer.removed.card_transactions} purchases, ${answer.removed.clients} clients, ${answer.removed.events} events`,
        }),
      ]);
    });
}

async function faults(named: string | undefined, options: FaultOptions): Promise<void> {
  const client = await clientFor(options);
  const { drop, duplicate, reorder, delayMs } = options;
  const sets = [drop, duplicate, reorder, delayMs].some((value) => value !== undefined);
  const answer = options.end
    ? await client.endFaults({ endpoint_id: named })
    : sets
      ? await client.setFaults({
          endpoint_id: named ?? (await onlyEndpoint(client.listWebhookEndpoints())),
          drop,
          duplicate,
          reorder,
          delay_ms: delayMs,
          for_seconds: options.for,
          seed: options.seed,
        })
      : await client.listFaults();
  print(options.json === true, answer, () => told(answer.faults));
}

async function onlyEndpoint(listed: Promise<Operations['listWebhookEndpoints']['answer']>): Promise<string> {
  const { data } = await listed;
  const [first, ...more] = data;
  if (first === undefined)
    throw new CliProblem(
      'There is no webhook endpoint.',
      'Create one: POST /webhooks/endpoints, or node examples/receiver.mjs',
    );
  if (more.length > 0)
    throw new CliProblem(
      'There are several webhook endpoints.',
      `Name one:\n${data.map(({ id, url }) => `  ${id}  ${url}`).join('\n')}`,
    );
  return first.id;
}

const percent = (value: number): string => (value === 0 ? '–' : `${Math.round(value * 100)} %`);

const told = (lasting: Faults): string[] =>
  lasting.length === 0
    ? ['There are no active faults.']
    : table(
        [
          { title: 'ENDPOINT', of: (one) => one.endpoint_id },
          { title: 'DROP', right: true, of: (one) => percent(one.drop) },
          { title: 'DUPLICATE', right: true, of: (one) => percent(one.duplicate) },
          { title: 'REORDER', right: true, of: (one) => percent(one.reorder) },
          { title: 'DELAY', right: true, of: (one) => (one.delay_ms === 0 ? '–' : `${one.delay_ms} ms`) },
          { title: 'SEED', of: (one) => one.seed },
          { title: 'UNTIL', of: (one) => one.ends_at },
        ],
        lasting,
      );
