import type { Settings } from '../../../platform/settings.ts';

/** What was found: all is well, worth knowing, or in the way. */
export type Mark = 'good' | 'note' | 'bad';

export interface Finding {
  readonly name: string;
  readonly mark: Mark;
  /** What is there. */
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Looks at one thing; several findings where it finds several. */
export interface Check {
  readonly name: string;
  readonly run: (settings: Settings) => Promise<readonly Omit<Finding, 'name'>[]>;
}

export const good = (found: string): Omit<Finding, 'name'> => ({ mark: 'good', found });
export const note = (found: string, advice?: string): Omit<Finding, 'name'> => ({
  mark: 'note',
  found,
  ...(advice !== undefined && { advice }),
});
export const bad = (found: string, advice: string): Omit<Finding, 'name'> => ({ mark: 'bad', found, advice });
