import type { DeclineCode } from '../../authorizations/index.ts';
import { newTraceId } from '../../platform/trace-id.ts';

/** One message of a key on its way through: from its arrival until its answer went out, or did not. */
export interface Delivery {
  /** Who tells of what came of this key: all messages of it that are under way together in this process. */
  readonly teller: string;
  /** How what this message brought about is taken back, should nobody hear of it. */
  withdrawWith(withdraw: () => Promise<void>): void;
  /** Whether one of those under way together is the first of its key, and what it brought about can be taken back here. */
  canWithdraw(): boolean;
  /** Whether its PIN is taken: looked at once for all messages of this key that are under way together. */
  pinRefusal(check: () => Promise<DeclineCode | null>): Promise<DeclineCode | null>;
  /**
   * The message is done with. `heard`: octets of an answer that says so went out, or may have. Resolves when what has to be
   * taken back is.
   */
  leave(heard: boolean): Promise<void>;
}

/** Who is being answered under each key, in this process. */
export interface Deliveries {
  /** Resolves when nobody is being answered under this key any more, and nothing taken back; `undefined` where that is so now. */
  over(key: string): Promise<void> | undefined;
  /** Waits for what is being taken back under this key. */
  begin(key: string): Promise<Delivery>;
}

interface Shared {
  underWay: number;
  heard: boolean;
  withdraw: (() => Promise<void>) | undefined;
  withdrawing: Promise<void> | undefined;
  pin: Promise<DeclineCode | null> | undefined;
  readonly teller: string;
  readonly over: PromiseWithResolvers<void>;
}

/**
 * An approval that nobody heard of is taken back. A terminal that hears nothing asks again under the same key, and gets the
 * same answer: only when none of those that were under way together heard it has nobody heard of it.
 */
export function createDeliveries(): Deliveries {
  const open = new Map<string, Shared>();

  /** Counted in the same moment in which it is found: the last of the others may be leaving, and would take back what this one is told of. */
  const join = async (key: string): Promise<Shared> => {
    for (;;) {
      const found = open.get(key);
      if (found?.withdrawing === undefined) {
        const shared = found ?? {
          underWay: 0,
          heard: false,
          withdraw: undefined,
          withdrawing: undefined,
          pin: undefined,
          teller: newTraceId(),
          over: Promise.withResolvers<void>(),
        };
        open.set(key, shared);
        shared.underWay += 1;
        return shared;
      }
      await found.withdrawing;
    }
  };

  return {
    over: (key) => open.get(key)?.over.promise,
    async begin(key) {
      const shared = await join(key);
      return {
        teller: shared.teller,
        withdrawWith(withdraw) {
          shared.withdraw = withdraw;
        },
        canWithdraw: () => shared.withdraw !== undefined,
        pinRefusal: (check) => (shared.pin ??= check()),
        async leave(heard) {
          shared.heard ||= heard;
          shared.underWay -= 1;
          if (shared.underWay > 0) return;
          if (!shared.heard && shared.withdraw !== undefined) {
            shared.withdrawing = shared.withdraw();
            await shared.withdrawing;
          }
          open.delete(key);
          shared.over.resolve();
        },
      };
    },
  };
}
