import type { Command } from 'commander';
import { print } from '../../terminal/output.ts';
import { clientFor, withServer } from '../../server.ts';
import type { ServerOptions } from '../../server.ts';
import { anyCard } from './find.ts';
import { merchantOf, withPurchase } from './swipe.ts';
import type { MerchantOptions } from './swipe.ts';
import { toldOf } from './told.ts';

interface UnlinkedOptions extends ServerOptions, MerchantOptions {
  readonly card?: string;
  readonly amount: string;
  readonly currency: string;
}

/** `cardwright simulate force-post | unlinked-refund` */
export function addUnlinked(simulate: Command): void {
  for (const [name, call, description, word] of [
    ['force-post', 'simulateForcePost', 'clear a purchase that was never authorized', 'Posted'],
    ['unlinked-refund', 'simulateUnlinkedRefund', 'give money back without a purchase', 'Refunded'],
  ] as const) {
    withPurchase(withServer(simulate.command(name)))
      .description(description)
      .addHelpText(
        'after',
        `\nExamples:\n  npx cardwright simulate ${name} --amount 55 --merchant "Sky Cars"`,
      )
      .action(async (options: UnlinkedOptions) => {
        const client = await clientFor(options);
        const played = await client[call]({
          card_id: options.card ?? (await anyCard(client, options.json === true)),
          amount: options.amount,
          currency: options.currency,
          merchant: merchantOf(options),
        });
        print(options.json === true, played, () => toldOf(played, played.approved ? word : 'Refused'));
      });
  }
}
