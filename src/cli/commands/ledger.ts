import { Command } from 'commander';
import type { LedgerReport } from '../../ledger/index.ts';
import { readSettings } from '../../platform/settings.ts';
import { fields, print, styled } from '../terminal/output.ts';
import { exitCodes } from '../run.ts';

/** `cardwright ledger verify` */
export function ledgerCommand(): Command {
  const ledger = new Command('ledger').description('check the books');
  ledger
    .command('verify')
    .description('recompute every balance, hold and sealed block from the entries, and report what differs')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads the database itself: that of DATABASE_URL, or the one in DATA_DIR, whether the platform runs or not. The master key
must be there, too. Exits with 1 if anything differs.

Examples:
  npx cardwright ledger verify
  DATABASE_URL=postgresql://cards@db/cards npx cardwright ledger verify --json`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      // Half of the program, which no other command needs.
      const [{ verifyBooks }, { discrepancies }] = await Promise.all([
        import('./verify-books.ts'),
        import('../../ledger/index.ts'),
      ]);
      const report = await verifyBooks(readSettings());
      // Counts are far below what a double holds; JSON has no other number.
      const value = JSON.parse(
        JSON.stringify(report, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)),
      ) as unknown;
      print(json, value, () => linesOf(report, discrepancies));
      process.exitCode = report.sound ? exitCodes.done : exitCodes.failed;
    });
  return ledger;
}

function linesOf(
  { sound, counts, found, listed }: LedgerReport,
  meanings: Readonly<Record<keyof LedgerReport['found'], string>>,
): string[] {
  const title = sound
    ? styled(['bold', 'green'], 'The books are sound.')
    : styled(['bold', 'red'], 'The books are not sound.');
  const kinds = (Object.keys(meanings) as (keyof typeof meanings)[]).filter((kind) => found[kind] > 0);
  return [
    title,
    '',
    ...fields({
      Entries: `${counts.entries}, ${counts.unsealed} of them not yet sealed`,
      Postings: String(counts.postings),
      Accounts: String(counts.accounts),
      Holds: String(counts.holds),
      Blocks: String(counts.blocks),
    }),
    ...kinds.flatMap((kind) => {
      const each = listed.filter((one) => one.kind === kind);
      const heading = `${styled('red', kind)} ${found[kind]}: ${meanings[kind]}`;
      return ['', heading].concat(each.map(({ subject, detail }) => `  ${subject}: ${detail}`));
    }),
  ];
}
