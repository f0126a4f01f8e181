import { useSyncExternalStore } from 'react';

/** Below it, rows of lists have two lines; the same as `max-md` of the style sheet. */
const narrow = globalThis.matchMedia('(width < 48rem)');

const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
};

export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
