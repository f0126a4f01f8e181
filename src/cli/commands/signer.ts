import { Command } from 'commander';
import { configureCommand } from './signer/configure.ts';
import { initCommand } from './signer/init.ts';
import { policyCommand } from './signer/policy.ts';

/** `cardwright signer …`: what is done by hand to run signers on machines of their own. */
export function signerCommand(): Command {
  const signer = new Command('signer').description('set up signers, and set what they may sign');
  for (const command of [initCommand(), configureCommand(), policyCommand()]) signer.addCommand(command);
  return signer;
}
