import { Command } from 'commander';
import description from '../../package.json' with { type: 'json' };
import { eventsCommand } from './events.ts';
import { keysCommand } from './keys.ts';
import { ledgerCommand } from './ledger.ts';
import { listenCommand } from './listen.ts';
import { posCommand } from './pos.ts';
import { simulateCommand } from './simulate.ts';
import { startCommand } from './start.ts';
import { webhooksCommand } from './webhooks.ts';

/** All commands of `npx cardwright`. */
export function createProgram(): Command {
  const program = new Command('cardwright')
    .description('Issue cards on crypto balances: start the platform, swipe a card, verify the books.')
    .version(description.version, '--version', 'show the version')
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright start
  npx cardwright simulate swipe --amount 12.50
  npx cardwright simulate clear
  npx cardwright listen --forward-to 3000
  npx cardwright ledger verify

Exit codes: 0 done (also when a purchase is declined), 1 refused or failed, 2 wrong usage, 3 no server answers.`,
    );
  const commands = [
    startCommand(),
    keysCommand(),
    simulateCommand(),
    posCommand(),
    listenCommand(),
    eventsCommand(),
    webhooksCommand(),
    ledgerCommand(),
  ];
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
