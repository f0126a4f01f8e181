import { Command } from 'commander';
import { print } from '../terminal/output.ts';

/** `cardwright master-key …`: what seals everything that is kept sealed in the database. */
export function masterKeyCommand(): Command {
  const masterKey = new Command('master-key').description('manage what the master key seals');
  masterKey
    .command('rotate')
    .description('reseal everything in the database with the first key of MASTER_KEY')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Put the new key in front of the old one with a comma between, start every process with both, and run this once none is left that
has the old key alone: such a process would find no card by its number any more, and issue none. When it is done, what
lives long (the vault of card numbers, the relayer, secrets of webhook endpoints) opens with the new key alone. Stored answers
of requests and events of 3-D Secure are of the old one until they are forgotten, after 30 days (EVENT_DAYS) at most: take it
away then. Seals of the ledger stay of the old one: keep it where ledger verify can be given it. Safe to break off and to repeat.

Examples:
  npx cardwright master-key rotate
  MASTER_KEY=$(cat new.key),$(cat old.key) npx cardwright master-key rotate`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      // Half of the program, which no other command needs.
      const [{ rotateVault }, { rotateRelayerKeys }, { resealEndpoints }, { onSealed }] = await Promise.all([
        import('../../cards/index.ts'),
        import('../../chains/index.ts'),
        import('../../webhooks/index.ts'),
        import('./on-sealed.ts'),
      ]);
      await onSealed(async (books) => {
        const vault = await rotateVault(books.database, books.secrets);
        const relayers = await rotateRelayerKeys(books);
        const endpoints = await resealEndpoints(books.database, books.secrets);
        const done = {
          vault_keys: vault.keys,
          card_numbers: vault.numbers,
          relayers,
          webhook_endpoints: endpoints,
        };
        print(json, done, () => [
          `Resealed: ${vault.keys} keys of the vault and ${vault.numbers} entries of its directory, ${relayers} relayers, ${endpoints} webhook endpoints.`,
        ]);
      });
    });
  return masterKey;
}
