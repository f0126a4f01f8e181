import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const stored = 'cardwright-theme';
const dark = globalThis.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function theme(): Theme {
  const kept = localStorage.getItem(stored);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function setTheme(to: Theme): void {
  if (to === 'system') localStorage.removeItem(stored);
  else localStorage.setItem(stored, to);
  applyTheme();
}

/** Whether it is dark now, by choice or by the system. */
export const isDark = (): boolean => (theme() === 'system' ? dark.matches : theme() === 'dark');

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

dark.addEventListener('change', applyTheme);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
