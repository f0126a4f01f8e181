/** Replay jobs that this browser has started or looked at, newest first: the API finds them by id. An id is no secret. */
const stored = 'cardwright-replays';
const most = 20;

export const recentReplays = (): readonly string[] =>
  (localStorage.getItem(stored) ?? '').split(' ').filter((id) => id !== '');

export function rememberReplay(id: string): void {
  const ids = [id, ...recentReplays().filter((other) => other !== id)].slice(0, most);
  localStorage.setItem(stored, ids.join(' '));
}
