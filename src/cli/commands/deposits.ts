import { Command } from 'commander';
import type { Client, Operations } from '../../../sdk/index.ts';
import { operatorClient, withOperator } from './operator.ts';
import type { OperatorOptions } from './operator.ts';
import { fields, money, print, styled } from '../terminal/output.ts';
import { CliProblem } from '../run.ts';
import { table } from '../terminal/table.ts';

type Suspended = Operations['listSuspendedDeposits']['answer']['data'][number];
type Movement = Suspended['movement'];

/** Of a page. */
const size = 100;

/** `cardwright deposits …`: what came in and was credited to nobody. */
export function depositsCommand(): Command {
  const deposits = withOperator(new Command('deposits'))
    .description('show suspended deposits, and credit them or send them back')
    .addHelpText(
      'after',
      `
Deposits are suspended if they are below the minimum, in a token that funds no cards, or waiting for their token. Without a command they are listed, newest first.

Examples:
  npx cardwright deposits
  npx cardwright deposits credit mov_0197…
  npx cardwright deposits return mov_0197… --to 0x52908400098527886E0F7030069857D2E4169EE7`,
    )
    .action((options: OperatorOptions) => list(options));
  withOperator(deposits.command('list'))
    .description('list the deposits, a hundred at a time')
    .option('--company <id>', 'only deposits of this company')
    .option('--cursor <cursor>', 'the cursor printed by the previous page')
    .addHelpText(
      'after',
      '\nExamples:\n  npx cardwright deposits list --json\n  npx cardwright deposits list --company cmp_0197…',
    )
    .action((_: unknown, command: Command) => list(command.optsWithGlobals<ListOptions>()));
  withOperator(deposits.command('credit'))
    .description(
      'credit a deposit to its intended owner: one below the minimum, or one to a card once its token funds cards',
    )
    .argument('<movement>', 'as shown in the list')
    .addHelpText('after', '\nExamples:\n  npx cardwright deposits credit mov_0197…')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<OperatorOptions>();
      const client = await operatorClient(options);
      const { company_id } = await find(client, id);
      const credited = await client.creditSuspendedDeposit({ movementId: id, company_id });
      print(options.json === true, credited, () => [
        styled(['bold', 'green'], 'Credited.'),
        '',
        ...told(credited),
      ]);
    });
  withOperator(deposits.command('return'))
    .description(
      'send a deposit back to an address: one below the minimum, or in a token that funds no cards',
    )
    .argument('<movement>', 'as shown in the list')
    .requiredOption(
      '--to <address>',
      'the address to send to; ask the sender, as an exchange cannot receive at the address it sent from',
    )
    .addHelpText(
      'after',
      `
It is signed and paid for like a withdrawal. Until it is confirmed on the chain the list shows it as returning; if it fails, the list shows it as before.

Examples:
  npx cardwright deposits return mov_0197… --to 0x52908400098527886E0F7030069857D2E4169EE7`,
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<OperatorOptions & { readonly to: string }>();
      const client = await operatorClient(options);
      const { company_id } = await find(client, id);
      const sent = await client.returnSuspendedDeposit({
        movementId: id,
        company_id,
        to_wallet_address: options.to,
      });
      print(options.json === true, sent, () => [
        styled('bold', 'It is being signed and sent.'),
        '',
        ...told(sent),
      ]);
    });
  return deposits;
}

interface ListOptions extends OperatorOptions {
  readonly company?: string;
  readonly cursor?: string;
}

async function list({ company, cursor, ...options }: ListOptions): Promise<void> {
  const client = await operatorClient(options);
  const page = await client.listSuspendedDeposits({ company_id: company, cursor, size });
  print(options.json === true, page, () => [
    ...(page.data.length === 0 ? ['No deposits are suspended.'] : linesOf(page.data)),
    ...(page.next_cursor === null ? [] : ['', `For more: deposits list --cursor ${page.next_cursor}`]),
  ]);
}

/** Movements are named by the company, too. @throws CliProblem for one that is not in the list */
async function find(client: Client, id: string): Promise<Suspended> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await client.listSuspendedDeposits({ cursor, size });
    const found = page.data.find(({ movement }) => movement.id === id);
    if (found !== undefined) return found;
    cursor = page.next_cursor;
  }
  throw new CliProblem(`${id} is not a suspended deposit.`, 'To list them: npx cardwright deposits');
}

const amountOf = ({ amount, data }: Movement): string => money(amount, data.token.symbol);

const linesOf = (found: readonly Suspended[]): string[] =>
  table(
    [
      { title: 'MOVEMENT', of: ({ movement }) => movement.id },
      { title: 'AMOUNT', right: true, of: ({ movement }) => amountOf(movement) },
      { title: 'WHY', of: ({ movement }) => movement.data.reason ?? '' },
      { title: 'FROM', of: ({ movement }) => movement.data.from_wallet_address ?? '' },
      { title: 'SINCE', of: ({ movement }) => movement.date },
      { title: 'COMPANY', of: ({ company_id: company }) => company },
    ],
    found,
  );

const told = (movement: Movement): string[] =>
  fields({
    Movement: movement.id,
    Status: movement.status,
    Amount: amountOf(movement),
    To: movement.data.to_wallet_address ?? undefined,
  });
