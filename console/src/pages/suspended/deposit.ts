import type { Answer } from '../../api.ts';
import { money } from '../../ui/format.tsx';

/** A deposit that is credited to nobody, and whose wallet it came to. */
export type Suspended = Answer<'listSuspendedDeposits'>['data'][number];

/** First part of the key of the query that lists them. */
export const listed = 'suspended-deposits';

/** What there is to be credited or sent back: of a token that takes a fee what was gained, of others what came in. */
export const amountIn = ({ movement: { amount, data } }: Suspended): string =>
  money(data.net_amount ?? amount, data.token.symbol);

/** Why it waits, for each reason that there is. */
interface Why {
  readonly name: string;
  /** What becomes of it by itself; what does not wait for anything is for the operator to decide. */
  readonly next?: string;
  readonly tone: 'quiet' | 'info' | 'warn';
}

const reasons: Readonly<Record<string, Why>> = {
  below_minimum: { name: 'Below the minimum', tone: 'quiet' },
  not_for_cards: { name: 'Not for cards', tone: 'quiet' },
  returning: { name: 'On its way back', next: 'It ends when the chain has confirmed it.', tone: 'info' },
  unproved: {
    name: 'Token not proved',
    next: 'It is credited once a transfer has proved its token.',
    tone: 'info',
  },
  inexact: { name: 'To be swept', next: 'It is credited after the sweep, by what was gained.', tone: 'info' },
  halted: {
    name: 'Token halted',
    next: 'Its token moved other than it says. Look at it, then list it as inexact or try it again.',
    tone: 'warn',
  },
};

export const whyOf = ({ movement: { data } }: Suspended): Why =>
  reasons[data.reason ?? ''] ?? { name: data.reason ?? 'Not known', tone: 'quiet' };

/** Whether the operator is to decide; what waits for its token, or is on its way back, goes on by itself. */
export const isForHand = (deposit: Suspended): boolean => whyOf(deposit).next === undefined;
