/** Where a thing is shown, by its id; undefined where the id alone does not say. */
export function pathOf(id: string): string | undefined {
  const kind = id.slice(0, id.indexOf('_'));
  const folder = folders[kind];
  return folder === undefined ? undefined : `/${folder}/${id}`;
}

const folders: Readonly<Record<string, string>> = {
  card: 'cards',
  evt: 'events',
  whe: 'endpoints',
  vw: 'wallets/virtual',
  rpl: 'replays',
};
