import { drawInt } from '../../platform/random.ts';
import type { Secrets } from '../../platform/secrets.ts';

const label = 'authorizations.three-ds-code';

/** Six digits. */
export const drawCode = (): string => drawInt(0, 1_000_000).toString().padStart(6, '0');

/** A code of a card as it is stored and looked up, by each master key, the current one first. */
export const hashesOfCode = (
  secrets: Secrets,
  { company, card, code }: { readonly company: string; readonly card: string; readonly code: string },
): Buffer[] => secrets.keyedHashes(label, `${company}/${card}/${code}`);
