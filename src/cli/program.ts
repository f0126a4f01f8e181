import { Command } from 'commander';
import description from '../../package.json' with { type: 'json' };
import { cardsCommand } from './commands/cards.ts';
import { chainsCommand } from './commands/chains.ts';
import { clockCommand } from './commands/clock.ts';
import { demoCommand } from './commands/demo.ts';
import { depositsCommand } from './commands/deposits.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eventsCommand } from './commands/events.ts';
import { keysCommand } from './commands/keys.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { listenCommand } from './commands/listen.ts';
import { masterKeyCommand } from './commands/master-key.ts';
import { migrateCommand } from './commands/migrate.ts';
import { posCommand } from './commands/pos.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { relayerCommand } from './commands/relayer.ts';
import { scenarioCommand } from './commands/scenario.ts';
import { signerCommand } from './commands/signer.ts';
import { simulateCommand } from './commands/simulate.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { tokensCommand } from './commands/tokens.ts';
import { unbookedCommand } from './commands/unbooked.ts';
import { webhooksCommand } from './commands/webhooks.ts';

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
    unbookedCommand(),
    chainsCommand(),
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
