import type { Answer } from '../../api.ts';

const words = {
  failed: 'What failed',
  missing: 'What is missing',
  all: 'Everything',
} as const;

/** What a job sends again, in a few words: `What is missing of CARDS.CLEARING`. */
export const wantedOf = ({ only, filters }: Pick<Answer<'getReplay'>, 'only' | 'filters'>): string =>
  filters.length === 0 ? words[only] : `${words[only]} of ${filters.join(', ')}`;
