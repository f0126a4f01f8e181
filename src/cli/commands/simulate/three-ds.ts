import { Option } from 'commander';
import type { Command } from 'commander';
import type { Client, Operations } from '../../../../sdk/index.ts';
import { fields, money, print, styled } from '../../terminal/output.ts';
import { clientFor, withServer } from '../../server.ts';
import type { ServerOptions } from '../../server.ts';
import { CliProblem } from '../../run.ts';
import { anyCard } from './find.ts';
import { merchantOf, withPurchase } from './swipe.ts';
import type { MerchantOptions } from './swipe.ts';

type Challenge = Operations['simulateThreeDsChallenge']['answer']['challenge'];
type Answer = 'yes' | 'no' | 'wrong' | 'none';

interface ThreeDsOptions extends ServerOptions, MerchantOptions {
  readonly card?: string;
  readonly amount: string;
  readonly currency: string;
  readonly answer: Answer;
}

/** `cardwright simulate 3ds | 3ds-answer` */
export function addThreeDs(simulate: Command): void {
  withPurchase(withServer(simulate.command('3ds')))
    .description('ask the cardholder to confirm an online purchase, and answer for them')
    .addOption(
      new Option(
        '--answer <what>',
        'the cardholder’s answer: yes, no, wrong (a wrong code), or none (leave it open)',
      )
        .choices(['yes', 'no', 'wrong', 'none'])
        .default('yes'),
    )
    .addHelpText(
      'after',
      `
The code is sent in a webhook; this command reads it from the simulated cardholder’s phone.

Examples:
  npx cardwright simulate 3ds --amount 80 --merchant "Books Online"
  npx cardwright simulate 3ds --answer no
  npx cardwright simulate 3ds --answer none
  npx cardwright simulate swipe --channel ECOMMERCE --amount 80 --merchant "Books Online" --challenge ch_0197…`,
    )
    .action(challenge);

  withServer(simulate.command('3ds-answer'))
    .description('answer a challenge as its cardholder')
    .argument('<challenge>', 'its id')
    .option('--code <code>', 'the six-digit code; default: the one on the phone')
    .option('--refuse', 'the cardholder says the purchase is not theirs')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright simulate 3ds-answer ch_0197… --code 123456
  npx cardwright simulate 3ds-answer ch_0197…
  npx cardwright simulate 3ds-answer ch_0197… --refuse`,
    )
    .action(
      async (
        challengeId: string,
        options: ServerOptions & { readonly code?: string; readonly refuse?: true },
      ) => {
        const client = await clientFor(options);
        const code = options.code ?? (await codeOn(client, challengeId));
        const answered = await client.simulateThreeDsAnswer({
          challengeId,
          code,
          approve: options.refuse !== true,
        });
        print(options.json === true, answered, () => told(answered.challenge, undefined));
      },
    );
}

async function challenge(options: ThreeDsOptions): Promise<void> {
  const client = await clientFor(options);
  const card = options.card ?? (await anyCard(client, options.json === true));
  const asked = await client.simulateThreeDsChallenge({
    card_id: card,
    amount: options.amount,
    currency: options.currency,
    merchant: merchantOf(options),
  });
  const code = await codeOn(client, asked.challenge.id);
  const answered = await answer(client, asked.challenge, code, options.answer);
  print(options.json === true, { challenge: answered, code }, () => told(answered, code));
}

/** What the cardholder reads on the phone. */
async function codeOn(client: Client, challengeId: string): Promise<string> {
  const { code, challenge: asked } = await client.getThreeDsChallenge({ challengeId });
  if (code !== null) return code;
  throw new CliProblem(
    `The challenge is ${asked.state}: it has no code any more.`,
    'Start a new one: npx cardwright simulate 3ds --answer none',
  );
}

async function answer(client: Client, challenge: Challenge, code: string, what: Answer): Promise<Challenge> {
  if (what === 'none') return challenge;
  // Any other six digits.
  const typed = what === 'wrong' ? String((Number(code) + 1) % 1_000_000).padStart(6, '0') : code;
  const { challenge: after } = await client.simulateThreeDsAnswer({
    challengeId: challenge.id,
    code: typed,
    approve: what !== 'no',
  });
  return after;
}

const words = { pending: 'Open', passed: 'Confirmed', failed: 'Refused', expired: 'Expired' } as const;
const colours = { pending: 'yellow', passed: 'green', failed: 'red', expired: 'red' } as const;

function told(challenge: Challenge, code: string | undefined): string[] {
  const { state, amount, currency, merchant_data: merchant, tries_left: left } = challenge;
  return [
    `${styled(['bold', colours[state]], words[state])} ${money(amount, currency)} at ${merchant.name}`,
    '',
    ...fields({
      Challenge: challenge.id,
      Card: challenge.card_id,
      Code: code,
      'Tries left': state === 'pending' ? String(left) : undefined,
      Until: state === 'pending' ? challenge.expires_at : undefined,
    }),
    ...(state === 'passed'
      ? [
          '',
          `Buy: npx cardwright simulate swipe --channel ECOMMERCE --card ${challenge.card_id} --amount ${amount} --currency ${currency} --merchant ${inShell(merchant.name)} --challenge ${challenge.id}`,
        ]
      : []),
  ];
}

/** A word of a command line that is copied into a shell: nothing in it means anything there. */
const inShell = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
