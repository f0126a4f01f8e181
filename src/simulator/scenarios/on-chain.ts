import type { Scenario } from './format.ts';

const onChain =
  /^\w+ \/(simulate\/(deposits|reorgs)|mpc\/|virtual-wallets\b|cards\/(holding\b|.*(top-up|deposit-wallet)))/;

/** Whether a scenario has to do with wallets, and so needs the sandbox's chain. */
export const needsChain = ({ steps }: Pick<Scenario, 'steps'>): boolean =>
  steps.some(({ call }) => call !== undefined && onChain.test(call));

/** Makes what runs one thing after the other, in the order in which they were asked for. */
export function takeTurns(): <T>(body: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (body) => {
    const mine = last.then(body);
    last = mine.catch(() => undefined);
    return mine;
  };
}
