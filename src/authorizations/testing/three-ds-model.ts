import type { CardNow, ThreeDsType } from '../../cards/index.ts';
import { unreachable } from '../../kernel/assert.ts';
import type { CardTransaction, Challenge, Merchant, Money } from '../index.ts';

/** What 3-D Secure of one card comes to, as its guide says it: a model in memory, to be compared with what is. */
export interface Secured {
  readonly card: CardNow['id'];
  readonly now: number;
  /** USD cents above which a purchase must be confirmed. */
  readonly threshold: bigint | null;
  readonly status: 'ACTIVE' | 'FROZEN' | 'DELETED';
  readonly threeDs: ThreeDsType;
  readonly challenges: ReadonlyMap<Challenge['id'], Asked>;
  /** What was answered to purchases that may be sent again, by their keys. */
  readonly answers: ReadonlyMap<string, string>;
}

/** A challenge as the model knows it. */
export interface Asked {
  readonly code: string;
  readonly merchant: Merchant;
  readonly currency: string;
  readonly amount: bigint;
  readonly expiresAt: number;
  readonly state: Challenge['state'];
  readonly tries: number;
  readonly usedBy: CardTransaction['id'] | null;
}

export type Act =
  | { readonly what: 'clock'; readonly byMs: number }
  | { readonly what: 'threshold'; readonly to: bigint | null }
  | { readonly what: 'freeze'; readonly frozen: boolean }
  | { readonly what: 'terms'; readonly threeDs: ThreeDsType }
  | { readonly what: 'reissue' }
  | { readonly what: 'delete' }
  /** The company passes an answer on, by the code. */
  | { readonly what: 'decide'; readonly code: string; readonly approve: boolean }
  /** The cardholder answers on the page of a challenge. */
  | {
      readonly what: 'answer';
      readonly challenge: Challenge['id'];
      readonly code: string;
      readonly approve: boolean;
    }
  /** The worker ends a challenge that is due. */
  | { readonly what: 'expire'; readonly challenge: Challenge['id'] }
  | {
      readonly what: 'buy';
      readonly transaction: CardTransaction['id'];
      readonly key: string;
      readonly challenge: Challenge['id'] | null;
      readonly merchant: Merchant;
      readonly money: Money;
      readonly channel: 'ECOMMERCE' | 'POS' | 'MOTO';
      readonly by: 'cardholder' | 'merchant';
    };

/** How long a cardholder has, as the guide says. */
export const minutes5 = 300_000;

/** What comes of an act, and what is answered to it: a state, a failure, a decline, or the id of an approved purchase. */
function after(world: Secured, act: Act): { readonly next: Secured; readonly said: string } {
  const changed = (change: Partial<Secured>, said = ''): { next: Secured; said: string } => ({
    next: { ...world, ...change },
    said,
  });
  const withChallenge = (id: Challenge['id'], change: Partial<Asked>): Secured['challenges'] => {
    const asked = world.challenges.get(id);
    return asked === undefined
      ? world.challenges
      : new Map(world.challenges).set(id, { ...asked, ...change });
  };
  const deleted = changed({}, 'VAL');

  /** One answer counts; the same again changes nothing. */
  const decided = (id: Challenge['id'], asked: Asked, approve: boolean) => {
    if (asked.state === 'pending') {
      if (world.now >= asked.expiresAt)
        return changed({ challenges: withChallenge(id, { state: 'expired' }) }, 'VAL');
      const state = approve ? 'passed' : 'failed';
      return changed({ challenges: withChallenge(id, { state }) }, state);
    }
    if (asked.state === 'expired') return changed({}, 'VAL');
    return changed({}, (asked.state === 'passed') === approve ? asked.state : 'CHALLENGE_DECISION_CONFLICT');
  };

  switch (act.what) {
    case 'clock':
      return changed({ now: world.now + act.byMs });
    case 'threshold':
      return changed({ threshold: act.to });
    case 'freeze':
      return world.status === 'DELETED' ? deleted : changed({ status: act.frozen ? 'FROZEN' : 'ACTIVE' });
    case 'terms':
      return world.status === 'DELETED' ? deleted : changed({ threeDs: act.threeDs });
    case 'reissue':
      return world.status === 'DELETED' ? deleted : changed({});
    case 'delete':
      return changed({ status: 'DELETED' });
    case 'decide': {
      const found = [...world.challenges].find(([, { code }]) => code === act.code);
      return found === undefined ? changed({}, 'NOT_FOUND') : decided(...found, act.approve);
    }
    case 'answer': {
      const asked = world.challenges.get(act.challenge);
      if (asked === undefined) return changed({}, 'NOT_FOUND');
      if (asked.code === act.code) return decided(act.challenge, asked, act.approve);
      // A wrong code is no answer but a try, and says no to what is decided.
      if (asked.state !== 'pending' || world.now >= asked.expiresAt)
        return decided(act.challenge, asked, false);
      const tries = asked.tries + 1;
      const state = tries === 3 ? 'failed' : 'pending';
      return changed({ challenges: withChallenge(act.challenge, { tries, state }) }, state);
    }
    case 'expire': {
      const isOpen = world.challenges.get(act.challenge)?.state === 'pending';
      return changed(
        isOpen ? { challenges: withChallenge(act.challenge, { state: 'expired' }) } : {},
        isOpen ? '1' : '0',
      );
    }
    case 'buy': {
      const before = world.answers.get(act.key);
      if (before !== undefined) return changed({}, before);
      const answered = (said: string, challenges = world.challenges) =>
        changed({ challenges, answers: new Map(world.answers).set(act.key, said) }, said);
      const refusal = refusalOf(world, act);
      if (refusal !== undefined) return answered(refusal);
      return answered(
        act.transaction,
        act.challenge !== null && confirms(world, act)
          ? withChallenge(act.challenge, { usedBy: act.transaction })
          : undefined,
      );
    }
    default:
      return unreachable(act);
  }
}

type Buy = Extract<Act, { what: 'buy' }>;

/** Card, then 3-D Secure; there is money enough. */
function refusalOf(world: Secured, act: Buy): string | undefined {
  if (world.status === 'DELETED') return 'C205';
  if (world.status === 'FROZEN') return 'C202';
  if (act.channel !== 'ECOMMERCE' || act.by === 'merchant') return undefined;
  const isNeeded = world.threshold !== null && act.money.bill > world.threshold;
  const asked = act.challenge === null ? undefined : world.challenges.get(act.challenge);
  if (isNeeded && world.threeDs === 'DISABLED') return 'C301';
  if (asked?.state === 'failed') return 'C302';
  if (!isNeeded || confirms(world, act)) return undefined;
  const isOver = asked?.state === 'expired' || (asked?.state === 'pending' && world.now >= asked.expiresAt);
  return isOver ? 'C303' : 'C301';
}

/** An outcome is bound to card, merchant, currency and at most the amount, and used up by one purchase. */
function confirms(world: Secured, { challenge, channel, by, merchant, money }: Buy): boolean {
  const asked = challenge === null ? undefined : world.challenges.get(challenge);
  return (
    channel === 'ECOMMERCE' &&
    by === 'cardholder' &&
    asked?.state === 'passed' &&
    asked.usedBy === null &&
    asked.merchant === merchant &&
    asked.currency === money.currency &&
    asked.amount >= money.amount
  );
}

/** Whether acts of the same moment can have happened one after the other, in some order, with just these answers, and end so. */
export function explains(
  world: Secured,
  acts: readonly { readonly act: Act; readonly said: string }[],
  ends: (world: Secured) => boolean,
): Secured | undefined {
  if (acts.length === 0) return ends(world) ? world : undefined;
  for (const [at, { act, said }] of acts.entries()) {
    const { next, said: says } = after(world, act);
    const found = says === said ? explains(next, acts.toSpliced(at, 1), ends) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
