import { Command, Option } from 'commander';
import { ApiError } from '../../../sdk/index.ts';
import type { Client, Operations } from '../../../sdk/index.ts';
import { randomBytes } from '../../platform/random.ts';
import { fields, money, print, styled } from '../terminal/output.ts';
import { amount, limit, limitOf, wholeNumber } from '../terminal/read-options.ts';
import { clientFor, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';
import { table } from '../terminal/table.ts';

type Card = Operations['getCard']['answer'];
type Method = Operations['createCard']['input']['approval_method'];
type Movement = Operations['searchCardTransactions']['answer']['movements'][number];

/** `cardwright cards …` */
export function cardsCommand(): Command {
  const cards = new Command('cards').description('issue cards, look at them, and change them').addHelpText(
    'after',
    `
Examples:
  npx cardwright cards create "Ada Lovelace" --approval TOP_UP --balance 100
  npx cardwright cards list --status ACTIVE
  npx cardwright cards freeze card_0197…`,
  );

  withServer(cards.command('list'))
    .description('list the cards of the company')
    .addOption(
      new Option('--status <status...>', 'only those with this status').choices([
        'ACTIVE',
        'INACTIVE',
        'FROZEN',
        'BLOCKED',
        'EXPIRED',
        'DELETED',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright cards list
  npx cardwright cards list --status FROZEN BLOCKED
  npx cardwright cards list --json | jq '.[].id'`,
    )
    .action(list);

  withServer(cards.command('create'))
    .description('issue a virtual card')
    .argument('[name]', 'the name on it', 'Ada Lovelace')
    .addOption(
      new Option(
        '--approval <method>',
        'NONE: the holding pays; TOP_UP: its own balance; WEBHOOK: you decide',
      )
        .choices(['NONE', 'TOP_UP', 'WEBHOOK'])
        .default('NONE'),
    )
    .option('--balance <amount>', 'the starting balance of a TOP_UP card', amount)
    .option('--phone <number>', 'the cardholder’s phone number, with its dial code', '+44 7700900123')
    .option('--email <address>', 'the cardholder’s e-mail address')
    .option('--daily <amount>', 'daily limit', limit)
    .option('--weekly <amount>', 'weekly limit', limit)
    .option('--monthly <amount>', 'monthly limit', limit)
    .option('--per-transaction <amount>', 'limit per purchase', limit)
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright cards create
  npx cardwright cards create "Grace Hopper" --approval TOP_UP --balance 250 --daily 100
  npx cardwright cards create --json | jq -r .id`,
    )
    .action(create);

  withServer(cards.command('show'))
    .description('show a card, its balance and its latest purchases')
    .argument('<card>', 'its id')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright cards show card_0197…`,
    )
    .action(show);

  withServer(cards.command('transactions'))
    .description('list what happened on a card, newest first')
    .argument('<card>', 'its id')
    .option('--size <n>', 'how many at most', wholeNumber, 20)
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright cards transactions card_0197…
  npx cardwright cards transactions card_0197… --size 100 --json`,
    )
    .action(transactions);

  withServer(cards.command('balance'))
    .description('show or change the balance of a TOP_UP card')
    .argument('<card>', 'its id')
    .addOption(
      new Option('--set <amount>', 'set the available balance to this').argParser(amount).conflicts('add'),
    )
    .addOption(new Option('--add <amount>', 'add this amount').argParser(amount).conflicts('subtract'))
    .addOption(new Option('--subtract <amount>', 'subtract this amount').argParser(amount).conflicts('set'))
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright cards balance card_0197…
  npx cardwright cards balance card_0197… --add 50`,
    )
    .action(balance);

  withServer(cards.command('limits'))
    .description('change the limits of a card; limits not named stay as they are')
    .argument('<card>', 'its id')
    .option('--daily <amount>', 'daily limit, or none', limit)
    .option('--weekly <amount>', 'weekly limit, or none', limit)
    .option('--monthly <amount>', 'monthly limit, or none', limit)
    .option('--per-transaction <amount>', 'limit per purchase, or none', limit)
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright cards limits card_0197… --daily 200 --monthly none`,
    )
    .action(limits);

  simple(cards, 'freeze', 'decline every purchase until the card is thawed', (client, cardId) =>
    client.freezeCard({ cardId, freeze: true }),
  );
  simple(cards, 'thaw', 'let a frozen card be used again', (client, cardId) =>
    client.freezeCard({ cardId, freeze: false }),
  );
  simple(cards, 'unblock', 'let a card that the system has blocked be used again', (client, cardId) =>
    client.unblockCard({ cardId }),
  );
  simple(cards, 'reissue', 'give a card a new number and expiry date', (client, cardId) =>
    client.reissueCard({ cardId }),
  );
  simple(
    cards,
    'delete',
    'delete a card; what is held stays held until it clears or expires',
    (client, cardId) => client.deleteCard({ cardId }),
  );
  return cards;
}

/** A command that does one thing to one card, and shows the card. */
function simple(
  cards: Command,
  name: string,
  description: string,
  change: (client: Client, cardId: string) => Promise<unknown>,
): void {
  withServer(cards.command(name))
    .description(description)
    .argument('<card>', 'its id')
    .addHelpText('after', `\nExamples:\n  npx cardwright cards ${name} card_0197…`)
    .action(async (cardId: string, options: ServerOptions) => {
      const client = await clientFor(options);
      await change(client, cardId);
      const card = await client.getCard({ cardId });
      print(options.json === true, card, () => told(card));
    });
}

async function list(options: ServerOptions & { readonly status?: Card['status'][] }): Promise<void> {
  const all = await (await clientFor(options)).listCards();
  const { status } = options;
  const shown = status === undefined ? all : all.filter((card) => status.includes(card.status));
  print(options.json === true, shown, () =>
    shown.length === 0
      ? ['No cards. Issue one: npx cardwright cards create']
      : table(
          [
            { title: 'ID', of: ({ id }) => id },
            { title: 'HOLDER', of: (card) => card.card_holder_name },
            { title: 'LAST4', of: ({ last4 }) => last4 },
            { title: 'STATUS', of: (card) => card.status, style: (card) => colour(card.status) },
            { title: 'APPROVAL', of: (card) => card.approval_method },
            { title: 'DAILY', right: true, of: (card) => limitText(card.daily_limit) },
            { title: 'MONTHLY', right: true, of: (card) => limitText(card.monthly_limit) },
          ],
          shown,
        ),
  );
}

interface CreateOptions extends ServerOptions, Limits {
  readonly approval: Method;
  readonly balance?: string;
  readonly phone: string;
  readonly email?: string;
}

async function create(name: string, options: CreateOptions, command: Command): Promise<void> {
  const [, dial, phone] = /^\+(\d{1,3})[ -]?([\d ]{3,15})$/.exec(options.phone) ?? [];
  if (dial === undefined || phone === undefined)
    command.error('error: --phone needs a number with its dial code, such as "+44 7700900123"');
  if (options.balance !== undefined && options.approval !== 'TOP_UP')
    command.error('error: --balance needs --approval TOP_UP: other cards have no balance of their own');
  if (options.balance?.startsWith('-') === true) command.error('error: --balance cannot be below zero');
  const client = await clientFor(options);
  const made = await client.createCard({
    card_holder_name: name,
    approval_method: options.approval,
    phone_country_code: Number(dial),
    phone: phone?.replaceAll(' ', '') ?? '',
    email: options.email,
    daily_limit: limitOf(options.daily),
    weekly_limit: limitOf(options.weekly),
    monthly_limit: limitOf(options.monthly),
    per_transaction_limit: limitOf(options.perTransaction),
  });
  if (options.balance !== undefined)
    await client
      .setCardBalance({ cardId: made.id, virtual_balance: options.balance })
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        throw new ApiError(
          `${error.message} The card was still issued, with a balance of zero: ${made.id}.`,
          error,
        );
      });
  const card = await client.getCard({ cardId: made.id });
  print(options.json === true, card, () => told(card));
}

async function show(cardId: string, options: ServerOptions): Promise<void> {
  const client = await clientFor(options);
  const card = await client.getCard({ cardId });
  const available =
    card.approval_method === 'TOP_UP' ? (await client.getCardBalance({ cardId })).available_credit : null;
  const spending = await client.getCardSpending({ cardId });
  const { movements } = await client.searchCardTransactions({ cardId, operations: everything, size: 5 });
  print(options.json === true, { ...card, available, spending, movements }, () => [
    ...told(card, {
      Available: available === null ? undefined : money(available),
      Spent: `${money(spending.daily_spending)} today, ${money(spending.weekly_spending)} this week, ${money(spending.monthly_spending)} this month`,
    }),
    '',
    ...(movements.length === 0 ? ['  No purchases yet.'] : listed(movements).map((line) => `  ${line}`)),
  ]);
}

const everything: Operations['searchCardTransactions']['input']['operations'] = [
  'AUTHORIZATION',
  'CLEARING',
  'REFUND',
  'REVERSAL',
];

async function transactions(
  cardId: string,
  options: ServerOptions & { readonly size: number },
): Promise<void> {
  const client = await clientFor(options);
  const { movements } = await client.searchCardTransactions({
    cardId,
    operations: everything,
    size: options.size,
  });
  print(options.json === true, movements, () =>
    movements.length === 0 ? ['No purchases yet: npx cardwright simulate swipe'] : listed(movements),
  );
}

const listed = (movements: readonly Movement[]): string[] =>
  table(
    [
      { title: 'WHEN', of: ({ datetime }) => datetime.replace('T', ' ').replace(/\.\d+Z$/, '') },
      { title: 'WHAT', of: ({ operation }) => operation },
      {
        title: 'STATUS',
        of: ({ status, decline_reason: reason }) => (reason === null ? status : `${status} ${reason.code}`),
        style: ({ status }) => (status === 'FAILED' ? 'red' : undefined),
      },
      { title: 'BILLED', right: true, of: (one) => money(one.bill_amount) },
      { title: 'AFTER', right: true, of: (one) => money(one.new_balance) },
      { title: 'MERCHANT', of: (one) => one.merchant_name },
      { title: 'TRANSACTION', of: (one) => one.transaction_id },
    ],
    movements,
  );

interface BalanceOptions extends ServerOptions {
  readonly set?: string;
  readonly add?: string;
  readonly subtract?: string;
}

async function balance(cardId: string, options: BalanceOptions): Promise<void> {
  const client = await clientFor(options);
  const once = { idempotencyKey: randomBytes(16).toString('hex') };
  if (options.set !== undefined) await client.setCardBalance({ cardId, virtual_balance: options.set });
  if (options.add !== undefined) await client.addCardBalance({ cardId, amount: options.add }, once);
  if (options.subtract !== undefined)
    await client.subtractCardBalance({ cardId, amount: options.subtract }, once);
  const answer = await client.getCardBalance({ cardId });
  print(options.json === true, answer, () => fields({ Available: money(answer.available_credit) }));
}

interface Limits {
  readonly daily?: string;
  readonly weekly?: string;
  readonly monthly?: string;
  readonly perTransaction?: string;
}

async function limits(cardId: string, options: ServerOptions & Limits): Promise<void> {
  const client = await clientFor(options);
  // The API takes a limit that is left out as removed.
  const before = await client.getCard({ cardId });
  const or = (given: string | null | undefined, was: number | null) => (given === undefined ? was : given);
  await client.changeCardLimits({
    cardId,
    daily_limit: or(limitOf(options.daily), before.daily_limit),
    weekly_limit: or(limitOf(options.weekly), before.weekly_limit),
    monthly_limit: or(limitOf(options.monthly), before.monthly_limit),
    per_transaction_limit: or(limitOf(options.perTransaction), before.per_transaction_limit),
  });
  const card = await client.getCard({ cardId });
  print(options.json === true, card, () => told(card));
}

const limitText = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

const colour = (status: Card['status']): 'green' | 'yellow' | 'red' | 'gray' =>
  status === 'ACTIVE' ? 'green' : status === 'DELETED' ? 'gray' : status === 'FROZEN' ? 'yellow' : 'red';

/** A card, with more of it where a command knows more. */
function told(card: Card, more: Readonly<Record<string, string | undefined>> = {}): string[] {
  const shownLimits = (
    [
      ['day', card.daily_limit],
      ['week', card.weekly_limit],
      ['month', card.monthly_limit],
      ['purchase', card.per_transaction_limit],
    ] as const
  ).flatMap(([what, value]) => (value === null ? [] : [`${money(value)} a ${what}`]));
  return [
    `${styled('bold', card.card_holder_name)} •••• ${card.last4} ${styled(colour(card.status), card.status)}`,
    ...fields({
      Id: card.id,
      Approval: card.approval_method,
      Limits: shownLimits.length === 0 ? 'none' : shownLimits.join(', '),
      '3DS': card.forwarded_3ds_type,
      Issued: card.created_at,
      ...more,
    }),
  ];
}
