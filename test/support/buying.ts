import { ApiError } from '../../sdk/index.ts';
import type { Client } from '../../sdk/index.ts';
import type { Swiped } from './load.ts';

/** Callers that buy one thing after the other, each again under its key, as a network does, for as long as it is refused. */
export function startBuying(
  client: Client,
  cards: readonly string[],
  { callers, each, name }: { readonly callers: number; readonly each: number; readonly name: string },
) {
  const bought: Swiped[] = [];
  let refusals = 0;
  let waiting: { readonly isSo: () => boolean; readonly resolve: () => void }[] = [];
  const told = (): void => {
    for (const { isSo, resolve } of waiting) if (isSo()) resolve();
    waiting = waiting.filter(({ isSo }) => !isSo());
  };
  const once = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ isSo, resolve });
      told();
    });

  const buy = async (key: string, card: string): Promise<Swiped> => {
    for (;;) {
      try {
        return await client.simulateAuthorization({ card_id: card, amount: '1.00', network_key: key });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'UNAVAILABLE') throw error;
        refusals += 1;
        told();
      }
    }
  };
  const call = async (caller: number): Promise<void> => {
    for (let turn = 0; turn < each; turn += 1) {
      bought.push(await buy(`${name}-${caller}-${turn}`, cards[(caller + turn) % cards.length]!));
      told();
    }
  };
  return {
    answered: (count: number) => once(() => bought.length >= count),
    /** Resolves when one more purchase is refused. */
    refused: () =>
      once(
        (
          (before) => () =>
            refusals > before
        )(refusals),
      ),
    over: Promise.all(Array.from({ length: callers }, (_, caller) => call(caller))).then(() => bought),
  };
}
