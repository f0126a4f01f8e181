import { z } from 'zod';
import { redacted } from '../../../kernel/redacted.ts';
import { CliProblem } from '../../run.ts';
import { clientFor, type ServerOptions } from '../../server.ts';
import { anyCard } from '../simulate.ts';
import type { PosCard } from './session.ts';

export interface CardOptions extends ServerOptions {
  readonly card?: string;
  readonly pan?: string;
  /** `MM/YY` */
  readonly expiry?: string;
  readonly cvv?: string;
}

const shown = z.object({ pan: z.string(), cvv: z.string(), expiry: z.string() });

/** The card that is used: the one typed in, or one of the company's, whose number is read as its cardholder would read it. */
export async function cardFor(options: CardOptions): Promise<PosCard> {
  if (options.pan !== undefined) {
    if (options.expiry === undefined)
      throw new CliProblem('--pan needs --expiry.', 'Such as: --pan 9999990000000007 --expiry 12/30');
    return cardOf(options.pan, options.expiry, options.cvv);
  }
  const client = await clientFor(options);
  const card = options.card ?? (await anyCard(client, options.json === true));
  const { url } = await client.getPanPage({ cardId: card });
  const page = new URL(url);
  const answer = await fetch(page.origin + page.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: page.hash.slice(1) }),
  });
  const read = shown.safeParse(await answer.json());
  if (!read.success)
    throw new CliProblem('The number of this card cannot be read.', 'Give --pan and --expiry.');
  return cardOf(read.data.pan, read.data.expiry, options.cvv ?? read.data.cvv);
}

function cardOf(pan: string, expiry: string, cvv: string | undefined): PosCard {
  const [, month, year] = /^(\d\d)\/?(\d\d)$/.exec(expiry) ?? [];
  if (month === undefined || year === undefined)
    throw new CliProblem(`"${expiry}" is not an expiry date.`, 'Such as: --expiry 12/30');
  return { pan: redacted(pan), expiry: year + month, cvv: cvv === undefined ? undefined : redacted(cvv) };
}
