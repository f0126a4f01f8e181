/** The prefix of each kind of id, as it stands on the wire and in the database: `card_0197…`. */
export const idKinds = {
  company: 'cmp',
  key: 'key',
  client: 'cli',
  audit: 'aud',
  card: 'card',
  cardTransaction: 'tx',
  cardEntry: 'ent',
  challenge: 'ch',
  hold: 'hold',
  ledgerEntry: 'le',
  event: 'evt',
  endpoint: 'whe',
  delivery: 'dlv',
  replay: 'rpl',
  treasuryAccount: 'acc',
  wallet: 'wal',
  virtualWallet: 'vw',
  movement: 'mov',
} as const;

export type IdKind = keyof typeof idKinds;

/** A UUID version 7 (RFC 9562) behind the prefix of its kind; text everywhere, so that an id from an answer can be pasted into psql. */
export type Id<K extends IdKind = IdKind> = `${(typeof idKinds)[K]}_${string}`;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `text` has the form of an id of this kind. An ill-formed id is an unknown one (404), never a 400. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  const prefix = idKinds[kind];
  return (
    text.length === prefix.length + 37 &&
    text.startsWith(`${prefix}_`) &&
    uuid.test(text.slice(prefix.length + 1))
  );
}
