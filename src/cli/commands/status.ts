import { Command } from 'commander';
import { ApiError, createClient, each, NoAnswer } from '../../../sdk/index.ts';
import type { Client } from '../../../sdk/index.ts';
import { readSettings } from '../../platform/settings.ts';
import { fields, money, print, styled } from '../terminal/output.ts';
import { CliProblem, exitCodes } from '../run.ts';
import { clientFor, findServer, keyFor, runningServer, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';

/** `cardwright status` */
export function statusCommand(): Command {
  return withServer(new Command('status'))
    .description('show whether the server is running and ready, and a summary of the company')
    .addHelpText(
      'after',
      `
Exits with 0 if the server is ready, 1 if it is running but not ready, 3 if nothing answers.

Examples:
  npx cardwright status
  CARDWRIGHT_API_KEY=cw_live_… npx cardwright status --url https://cards.example.com
  until npx cardwright status > /dev/null; do sleep 1; done`,
    )
    .action(status);
}

async function status(options: ServerOptions): Promise<void> {
  const json = options.json === true;
  const { dataDir } = readSettings();
  const running = await findServer(dataDir);
  if (running === undefined && options.url === undefined) {
    print(json, { running: false, ready: false, data_dir: dataDir }, () => [
      styled(['bold', 'red'], `No Cardwright is running on ${dataDir}.`),
      'Start one: npx cardwright start. To find out what is wrong: npx cardwright doctor',
    ]);
    process.exitCode = exitCodes.unreachable;
    return;
  }
  const url = options.url ?? (await runningServer()).url;
  const found = await readiness(createClient({ url, timeoutMs: 10_000 }));
  if (found === 'a stranger')
    throw new CliProblem(
      `What answers at ${url} is not Cardwright.`,
      'Give only the base address, such as https://cards.example.com.',
    );
  const ready = found === 'ready';
  if (found === 'silent') {
    print(json, { running: false, ready: false, url }, () => [
      styled(['bold', 'red'], `Nothing answers at ${url}.`),
      'If it was killed, start it again: npx cardwright start',
    ]);
    process.exitCode = exitCodes.unreachable;
    return;
  }
  const key = keyFor(options, running);
  const { company, refused } =
    key === undefined || !ready ? nothing : await look(await clientFor({ ...options, url }));
  print(json, { running: true, ready, url, company, refused }, () => [
    ready
      ? `${styled(['bold', 'green'], 'Ready')} at ${url}`
      : `${styled(['bold', 'yellow'], 'Not ready')} at ${url}: it is starting, stopping, or cannot reach its database`,
    ...(refused === null ? [] : [styled('yellow', refused)]),
    ...(company === null ? [] : ['', ...told(company)]),
  ]);
  process.exitCode = ready ? exitCodes.done : exitCodes.failed;
}

async function readiness(client: Client): Promise<'ready' | 'not yet' | 'silent' | 'a stranger'> {
  try {
    await client.isReady();
    return 'ready';
  } catch (error) {
    if (error instanceof NoAnswer) return 'silent';
    // A proxy before it may say so, too.
    if (error instanceof ApiError) return error.status >= 500 ? 'not yet' : 'a stranger';
    throw error;
  }
}

type Company = NonNullable<Awaited<ReturnType<typeof look>>['company']>;

const nothing = { company: null, refused: null } as const;

/** What the key may see, the rest null; or why it sees nothing at all. */
async function look(client: Client) {
  const refusals: string[] = [];
  const allowed = async <T>(answer: Promise<T>): Promise<T | null> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500) throw error;
      if (error.status === 401) refusals.push(error.message);
      return null;
    }
  };
  const found = await Promise.all([
    allowed(client.getCompany()),
    allowed(client.getClock()),
    allowed(client.getCardHolding()),
    allowed(client.listCards()),
    // A company has a thousand at most.
    allowed(Array.fromAsync(each(client.listWebhookEndpoints, { size: 100 }))),
    allowed(client.listUndelivered({ size: 100 })),
  ]);
  if (found.every((one) => one === null)) return { company: null, refused: refusals[0] ?? null };
  const [company, clock, holding, cards, endpoints, undelivered] = found;
  const count = (status: string): number => (cards ?? []).filter((card) => card.status === status).length;
  return {
    refused: null,
    company: {
      name: company?.name ?? null,
      clock: clock?.now ?? null,
      holding: holding?.warranty_balance ?? null,
      deposit_address: holding?.deposit_address ?? null,
      cards: cards === null ? null : { active: count('ACTIVE'), all: cards.length },
      endpoints:
        endpoints === null
          ? null
          : {
              enabled: endpoints.filter(({ enabled }) => enabled).length,
              disabled: endpoints.filter(({ enabled }) => !enabled).length,
            },
      /** At most 100 are counted, here and below. */
      undelivered: undelivered?.data.length ?? null,
      /** They are tried again by themselves. */
      undelivered_pending: undelivered?.data.filter(({ state }) => state === 'pending').length ?? null,
      /** What a replay would send again: over, and for an endpoint that is there and enabled. */
      undelivered_replayable:
        undelivered?.data.filter(
          ({ state, endpoint_id: to }) =>
            state !== 'pending' && endpoints?.some(({ id, enabled }) => id === to && enabled) !== false,
        ).length ?? null,
    },
  };
}

function told({ name, clock, holding, deposit_address, cards, endpoints, ...company }: Company): string[] {
  return fields({
    Company: name ?? undefined,
    'Its clock': clock ?? undefined,
    Holding: holding === null ? undefined : money(holding),
    'Deposits to': deposit_address ?? undefined,
    Cards: cards === null ? undefined : `${cards.active} active of ${cards.all}`,
    Endpoints:
      endpoints === null
        ? undefined
        : `${endpoints.enabled}${endpoints.disabled === 0 ? '' : `, and ${endpoints.disabled} disabled`}`,
    Undelivered: undeliveredOf(company),
  });
}

function undeliveredOf({
  undelivered: all,
  undelivered_pending: pending,
  undelivered_replayable: replayable,
}: Pick<Company, 'undelivered' | 'undelivered_pending' | 'undelivered_replayable'>): string | undefined {
  if (all === null || pending === null || replayable === null) return undefined;
  if (all === 0) return 'none';
  const lost = all - pending - replayable;
  const parts = [
    ...(pending > 0 ? [`${pending} to be retried`] : []),
    ...(lost > 0 ? [`${lost} for endpoints that are off or gone`] : []),
    ...(replayable > 0 ? [`${replayable} given up: npx cardwright events replay --since 3d --dry-run`] : []),
  ];
  return styled('yellow', `${all === 100 ? '100 or more' : all}: ${parts.join(', ')}`);
}
