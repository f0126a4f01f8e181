import type { Id } from '../../kernel/ids.ts';
import { createFifo, type Fifo } from './fifo.ts';
import type { Target } from './target.ts';

/** Whose turn it is: companies one after the other, and within a company its endpoints one after the other. */
export interface Turns {
  add(target: Target): void;
  next(): Target | undefined;
  /** How many targets wait for a turn. */
  readonly size: () => number;
}

export function createTurns(): Turns {
  const companies = createFifo<Fifo<Target>>();
  const byCompany = new Map<Id<'company'>, Fifo<Target>>();
  let size = 0;

  return {
    add(target) {
      if (target.queued) return;
      target.queued = true;
      size += 1;
      const targets = byCompany.get(target.company);
      if (targets !== undefined) return targets.push(target);
      const fresh = createFifo<Target>();
      fresh.push(target);
      byCompany.set(target.company, fresh);
      companies.push(fresh);
    },
    next() {
      const targets = companies.shift();
      const target = targets?.shift();
      if (targets === undefined || target === undefined) return undefined;
      target.queued = false;
      size -= 1;
      if (targets.size() > 0) companies.push(targets);
      else byCompany.delete(target.company);
      return target;
    },
    size: () => size,
  };
}
