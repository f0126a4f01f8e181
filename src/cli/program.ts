import { Command } from 'commander';
import description from '../../package.json' with { type: 'json' };
import { cardsCommand } from './cards.ts';
import { clockCommand } from './clock.ts';
import { demoCommand } from './demo.ts';
import { depositsCommand } from './deposits.ts';
import { doctorCommand } from './doctor.ts';
import { eventsCommand } from './events.ts';
import { keysCommand } from './keys.ts';
import { ledgerCommand } from './ledger.ts';
import { listenCommand } from './listen.ts';
import { masterKeyCommand } from './master-key.ts';
import { migrateCommand } from './migrate.ts';
import { posCommand } from './pos.ts';
import { reconcileCommand } from './reconcile.ts';
import { relayerCommand } from './relayer.ts';
import { scenarioCommand } from './scenario.ts';
import { signerCommand } from './signer.ts';
import { simulateCommand } from './simulate.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { tokensCommand } from './tokens.ts';
import { webhooksCommand } from './webhooks.ts';

/** All commands of `npx cardwright`. @param json whether what is wrong with a call is told by `runProgram` alone, as JSON */
export function createProgram(json = false): Command {
  const program = new Command('cardwright')
    .description('Issue cards on crypto balances: start the platform, swipe a card, verify the books.')
    .version(description.version, '--version', 'show the version')
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright start
  npx cardwright demo
  npx cardwright simulate swipe --amount 12.50
  npx cardwright simulate clear
  npx cardwright scenario run --all
  npx cardwright listen --forward-to 3000
  npx cardwright ledger verify

Exit codes: 0 done (also when a purchase is declined), 1 refused, failed, or something is wrong, 2 wrong usage, 3 no server
answers. Colours at a terminal only; NO_COLOR=1 is without any. With --json one JSON value is printed on standard output, and
what went wrong as a JSON object on standard error.`,
    );
  const commands = [
    startCommand(),
    demoCommand(),
    doctorCommand(),
    statusCommand(),
    keysCommand(),
    cardsCommand(),
    simulateCommand(),
    scenarioCommand(),
    clockCommand(),
    posCommand(),
    listenCommand(),
    eventsCommand(),
    webhooksCommand(),
    ledgerCommand(),
    reconcileCommand(),
    tokensCommand(),
    depositsCommand(),
    signerCommand(),
    relayerCommand(),
    masterKeyCommand(),
    migrateCommand(),
  ];
  if (json) program.configureOutput({ writeErr: () => undefined });
  for (const command of commands) program.addCommand(command);
  inherit(program);
  return program;
}

/** Errors are thrown to whoever runs the program, not ended with by commander. */
function inherit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}
