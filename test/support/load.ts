import { NoAnswer } from '../../sdk/index.ts';
import type { Client, Operations } from '../../sdk/index.ts';

export type Swiped = Operations['simulateAuthorization']['answer'];

/** What became of each purchase that was sent, by its network key. */
export interface Load {
  /** Answered so far. */
  readonly answers: ReadonlyMap<string, Swiped>;
  /** All that were sent, answered or not. */
  readonly sent: ReadonlySet<string>;
  /** Resolves when so many have been answered. */
  answered(count: number): Promise<void>;
  /** Resolves when nobody sends any more, since the server has gone. */
  readonly over: Promise<void>;
}

/** Buys with many callers at once, each its next one when the one before was answered, until the server is gone. */
export function startLoad(
  client: Client,
  cards: readonly { readonly id: string }[],
  { callers, amount, name }: { callers: number; amount: string; name: string },
): Load {
  const answers = new Map<string, Swiped>();
  const sent = new Set<string>();
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  const call = async (caller: number): Promise<void> => {
    for (let turn = 0; ; turn += 1) {
      const key = `${name}-${caller}-${turn}`;
      const card = cards[(caller + turn) % cards.length]!;
      sent.add(key);
      try {
        answers.set(key, await client.simulateAuthorization({ card_id: card.id, amount, network_key: key }));
      } catch (error) {
        if (error instanceof NoAnswer) return;
        throw error;
      }
      for (const { count, resolve } of waiting) if (answers.size >= count) resolve();
      waiting = waiting.filter(({ count }) => answers.size < count);
    }
  };
  const over = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller))).then(
    () => undefined,
  );

  return {
    answers,
    sent,
    over,
    answered: (count) =>
      Promise.race([new Promise<void>((resolve) => waiting.push({ count, resolve })), over]),
  };
}

/** How many purchases a card has in the books, declined ones included. */
export async function purchasesOf(client: Client, cardId: string): Promise<number> {
  const { total_elements } = await client.searchCardTransactions({ cardId, operations: ['AUTHORIZATION'] });
  return total_elements;
}
