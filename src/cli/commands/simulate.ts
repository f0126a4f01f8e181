import { Command } from 'commander';
import { addChain } from './simulate/chain.ts';
import { addLater } from './simulate/later.ts';
import { addSwipe } from './simulate/swipe.ts';
import { addThreeDs } from './simulate/three-ds.ts';
import { addUnlinked } from './simulate/unlinked.ts';
import { addWorld } from './simulate/world.ts';

export { anyCard } from './simulate/find.ts';

/** `cardwright simulate …` */
export function simulateCommand(): Command {
  const simulate = new Command('simulate')
    .description('simulate the outside world (sandbox only)')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright simulate swipe --amount 45 --merchant "Café Central" --mcc 5812
  npx cardwright simulate clear --amount 55
  npx cardwright simulate refund
  npx cardwright simulate 3ds
  npx cardwright simulate deposit`,
    );
  addSwipe(simulate);
  addLater(simulate);
  addUnlinked(simulate);
  addThreeDs(simulate);
  addChain(simulate);
  addWorld(simulate);
  return simulate;
}
