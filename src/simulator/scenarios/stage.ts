import { cardAccount, faucetAccount, holdingAccount } from '../../cards/index.ts';
import { systemActor } from '../../companies/index.ts';
import { isObject } from './compare.ts';
import { Failure } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import { formatAmount, parseAmount } from '../../kernel/money.ts';
import { present } from '../../kernel/assert.ts';
import { parseInstant } from '../../kernel/time.ts';
import type { Balance, LedgerAccount } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { ApiAnswer, ScenarioDoors } from './doors.ts';
import type { Scenario } from './format.ts';
import { startReceiver, type Mailbox, type Receiver } from './receiver.ts';

/** A Monday, far from the ends of month and year. */
const firstMoment = '2026-03-09T09:00:00.000Z';

/** A throwaway company with its cards and endpoints, on which a scenario is played. */
export interface Stage {
  readonly company: Id<'company'>;
  /** What steps refer to, by name. */
  readonly kept: Map<string, unknown>;
  readonly mailboxes: ReadonlyMap<string, Mailbox>;
  /** Endpoints that are sent one after the other. */
  readonly ordered: ReadonlySet<string>;
  call(
    method: string,
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer>;
  /** What a card or the holding has; undefined for a name that is neither. */
  balance(name: string): Promise<{ available: string; held: string; posted: string } | undefined>;
  close(): Promise<void>;
}

/** Opens a stage. @throws Failure VALIDATION_ERROR naming what of the scenario cannot be set up */
export async function openStage(doors: ScenarioDoors, scenario: Scenario): Promise<Stage> {
  const { company, key } = await openCompany(doors, scenario);
  const receiver = scenario.endpoints === undefined ? undefined : await startReceiver();
  const close = async (): Promise<void> => {
    await receiver?.close();
    await doors.clearAway(company);
  };
  try {
    return { ...(await setUp(doors, scenario, { company, key }, receiver)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openCompany(
  { database, companies, ledger }: ScenarioDoors,
  scenario: Scenario,
): Promise<{ company: Id<'company'>; key: Id<'key'> }> {
  // Without a holding of its own: the sandbox would send coins for it to the chain, and tell of them in the middle of the story.
  const { company } = await companies.create(
    { name: `Scenario ${scenario.name ?? scenario.title ?? 'without a name'}`, initialHolding: 0n },
    systemActor,
  );
  const at = present(parseInstant(scenario.starts_at ?? firstMoment), 'a moment that was checked');
  const holding = parseAmount(scenario.holding ?? '1000000.00', 2);
  await database.work(async (tx) => {
    await companies.stopClock(tx, company.id, at);
    if (typeof holding === 'bigint' && holding > 0n) await fillHolding(ledger, tx, company.id, holding, at);
  });
  const [key] = await companies.keys.list(company.id, { size: 1 });
  return { company: company.id, key: present(key, 'the first key of a new company').id };
}

async function fillHolding(
  ledger: ScenarioDoors['ledger'],
  tx: Tx,
  company: Id<'company'>,
  amount: bigint,
  at: Date,
): Promise<void> {
  const [holding, faucet] = [holdingAccount(company), faucetAccount(company)];
  const book = await ledger.open(tx, { accounts: [holding, faucet] });
  book.post({
    company,
    key: 'scenario:holding',
    reference: 'initial holding',
    kind: 'faucet',
    at,
    postings: [
      { account: faucet, side: 'debit', amount },
      { account: holding, side: 'credit', amount },
    ],
  });
  await book.write();
}

async function setUp(
  doors: ScenarioDoors,
  scenario: Scenario,
  as: { company: Id<'company'>; key: Id<'key'> },
  receiver: Receiver | undefined,
): Promise<Omit<Stage, 'close'>> {
  const kept = new Map<string, unknown>([['company', { id: as.company }]]);
  const mailboxes = new Map<string, Mailbox>();
  const accounts = new Map<string, LedgerAccount>([['holding', holdingAccount(as.company)]]);
  const call: Stage['call'] = (method, path, body, headers = {}) =>
    doors.callApi(as, { method, path, headers, body });
  /** @throws Failure VALIDATION_ERROR where the call is refused: `field` is what of the scenario it is made from */
  const must = async (field: string, method: string, path: string, body: unknown): Promise<unknown> => {
    const answer = await call(method, path, body);
    if (answer.status < 300) return answer.body;
    throw cannotSetUp(field, answer.body);
  };

  if (scenario.program !== undefined)
    await must('program', 'PUT', '/cards/account/configuration', scenario.program);
  for (const [name, { answers, decides, ...wish }] of Object.entries(scenario.endpoints ?? {})) {
    const box = present(receiver, 'the receiver of a scenario with endpoints').open(name);
    if (answers !== undefined) box.answer(answers);
    if (decides !== undefined) box.decide(decides);
    mailboxes.set(name, box);
    kept.set(name, await must(`endpoints.${name}`, 'POST', '/webhooks/endpoints', { ...wish, url: box.url }));
  }
  const plastic = /\{[a-z0-9_]+\.(pan|cvv|expiry|wrong_cvv|wrong_expiry)\}/.test(
    JSON.stringify(scenario.steps),
  );
  const cards: NonNullable<Scenario['cards']> = scenario.cards ?? { card: { approval_method: 'TOP_UP' } };
  for (const [name, card] of Object.entries(cards)) {
    const { balance, pin, ...wish } = card;
    const field = `cards.${name}`;
    const made = await must(field, 'POST', '/cards/virtual-cards/create', { ...someone, ...wish });
    const id = isObject(made) ? made['id'] : undefined;
    if (!isId('card', id as string)) throw cannotSetUp(field, made);
    const path = `/cards/virtual-cards/${id as string}`;
    if (wish.approval_method === 'TOP_UP') {
      await must(field, 'PATCH', `${path}/virtual-balance`, { virtual_balance: balance ?? '1000.00' });
      accounts.set(name, cardAccount(as.company, id as Id<'card'>));
    }
    if (pin !== undefined) await must(field, 'PUT', `${path}/pin`, { pin });
    kept.set(name, {
      ...(made as object),
      ...(plastic && (await plasticOf(doors, as.company, id as Id<'card'>))),
    });
  }

  const read = async (names: readonly string[]): Promise<readonly Balance[]> =>
    doors.ledger.balances(
      doors.database,
      names.flatMap((name) => accounts.get(name) ?? []),
    );
  const names = [...accounts.keys()];
  const before = new Map((await read(names)).map((balance, at) => [names[at] ?? '', balance.posted]));

  return {
    company: as.company,
    kept,
    mailboxes,
    ordered: new Set(
      Object.entries(scenario.endpoints ?? {}).flatMap(([name, wish]) =>
        wish['ordered'] === true ? [name] : [],
      ),
    ),
    call,
    async balance(name) {
      const [now] = accounts.has(name) ? await read([name]) : [];
      if (now === undefined) return undefined;
      return {
        available: formatAmount(now.available, 2),
        held: formatAmount(now.held, 2),
        posted: formatAmount(now.posted - (before.get(name) ?? 0n), 2),
      };
    },
  };
}

const someone = { card_holder_name: 'Ada Lovelace', phone_country_code: 44, phone: '7700900123' };

/** What stands on the card, as its holder and the terminal read it; and what does not. */
async function plasticOf(
  { cards }: ScenarioDoors,
  company: Id<'company'>,
  card: Id<'card'>,
): Promise<Record<string, string>> {
  const shown = await cards.openPage((await cards.makePage(company, card, 'PAN')).reveal());
  if (shown.shows !== 'PAN') return {};
  const cvv = shown.cvv.reveal();
  const [month = '', year = ''] = shown.expiry.split('/');
  return {
    pan: shown.pan.reveal(),
    cvv,
    wrong_cvv: String((Number(cvv) + 1) % 1000).padStart(3, '0'),
    expiry: shown.expiry,
    wrong_expiry: `${month}/${String((Number(year) + 1) % 100).padStart(2, '0')}`,
  };
}

function cannotSetUp(field: string, answer: unknown): Failure {
  const told = isObject(answer) && typeof answer['message'] === 'string' ? answer['message'] : 'refused';
  const message = `cannot be set up: ${told}`;
  return new Failure('VALIDATION_ERROR', `Correct ${field}: it ${message}`, [{ field, message }]);
}
