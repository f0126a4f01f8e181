import { present } from '../../kernel/assert.ts';

/** Places that companies share. */
export interface Shares {
  /** Resolves when the company has a place. */
  take(company: string): Promise<void>;
  leave(company: string): void;
}

interface Share {
  taken: number;
  readonly waiting: (() => void)[];
}

/**
 * Shares so many places among whoever wants some: a company may take one as long as more are free than it has already. Alone it
 * comes to half of them; whoever comes then finds some free, however many come before. Of those that wait it is the turn
 * of the one with the fewest, and among these of the one that was served or came longest ago. (Choudhury and Hahne, Dynamic Queue
 * Length Thresholds for Shared-Memory Packet Switches, 1998, with a factor of one.)
 */
export function createShares(places: number): Shares {
  let free = places;
  /** Of everybody who has or wants any; those that were served or came longest ago come first. */
  const shares = new Map<string, Share>();

  const begin = (company: string, share: Share): void => {
    free -= 1;
    share.taken += 1;
    shares.delete(company);
    shares.set(company, share);
  };
  const next = (): readonly [string, Share] | undefined => {
    let found: readonly [string, Share] | undefined;
    for (const [company, share] of shares) {
      if (share.waiting.length === 0 || share.taken >= free) continue;
      if (found === undefined || share.taken < found[1].taken) found = [company, share];
      if (share.taken === 0) break;
    }
    return found;
  };

  return {
    async take(company) {
      const share = shares.get(company) ?? { taken: 0, waiting: [] };
      if (share.waiting.length === 0 && share.taken < free) return begin(company, share);
      shares.set(company, share);
      await new Promise<void>((resolve) => share.waiting.push(resolve));
    },
    leave(company) {
      const share = present(shares.get(company), 'the share of whoever leaves a place');
      free += 1;
      share.taken -= 1;
      for (let turn = next(); turn !== undefined; turn = next()) {
        const go = present(turn[1].waiting.shift(), 'somebody who waits');
        begin(...turn);
        go();
      }
      if (share.taken === 0 && share.waiting.length === 0) shares.delete(company);
    },
  };
}
