import * as bodies from '../protocol/bodies.ts';
import { messageSchema, parseBody, requireAuthentic } from '../protocol/message.ts';
import type { Message } from '../protocol/message.ts';
import { demand, Refusal } from '../protocol/refusal.ts';
import type { Party } from '../types.ts';
import { createConfirming } from './confirm.ts';
import { createGenerating } from './generate.ts';
import type { Handlers } from './handlers.ts';
import { createRefreshing } from './refresh.ts';
import { createSigning } from './sign.ts';
import { ownName, say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

/** A signer: answers signed messages with signed messages. */
export interface Signer {
  /** Never throws for what was sent; a refusal is an answer too. */
  answer(wire: unknown): Promise<Message>;
}

/** Puts the rounds together. Nothing is answered that its platform, or for policies its administrator, did not sign. */
export function createSigner(context: SignerContext): Signer {
  const { log } = context;
  const confirming = createConfirming(context);
  const ofPlatform: Handlers = {
    ...createGenerating(context, confirming),
    ...createRefreshing(context, confirming),
    ...createSigning(context),
    ...confirming.handlers,
    async status(message) {
      parseBody(message, bodies.status.request);
      const { policy, spentToday } = await context.policies.read();
      const spent = [...spentToday].map(([asset, amount]) => [asset, amount.toString()] as const);
      const body = { policy: policy ?? null, spentToday: Object.fromEntries(spent) };
      return say(context, message.session, message.round, message.sender, body);
    },
  };
  const ofAdministrator: Handlers = {
    async policy(message) {
      await context.policies.replace(parseBody(message, bodies.policy));
      return say(context, message.session, message.round, 'administrator', {});
    },
  };
  const handlers: Partial<Record<Party, Handlers>> = {
    platform: ofPlatform,
    administrator: ofAdministrator,
  };

  return {
    async answer(wire) {
      const parsed = messageSchema.safeParse(wire);
      const { session, round } = parsed.success ? parsed.data : { session: '', round: 'malformed' };
      const sender = parsed.success ? parsed.data.sender : 'platform';
      try {
        demand(parsed.success, 'MALFORMED', 'This is no message.');
        const message = parsed.data;
        requireAuthentic(message, context.pins);
        const own = ownName(context);
        demand(message.receiver === own, 'MISPLACED', `The message is not for ${own}.`, sender);
        const rounds = handlers[sender] ?? {};
        const handler = Object.hasOwn(rounds, round) ? rounds[round] : undefined;
        demand(handler !== undefined, 'MISPLACED', `${sender} has nothing to ask in "${round}".`, sender);
        const reply = await handler(message);
        log.debug({ signer: context.number, session, round, sender }, 'message answered');
        return reply;
      } catch (error) {
        const refusal = asRefusal(error);
        const { code, culprit, message } = refusal;
        log.warn({ signer: context.number, session, round, sender, code, culprit, err: error }, message);
        return say(context, session, round, sender, { refused: { code, message: cut(message), culprit } });
      }
    },
  };
}

/** What repeats a call may be of any length; what is longer than a refusal may be would be read as none. */
const cut = (text: string): string =>
  text.length <= bodies.longestRefusal ? text : `${text.slice(0, bodies.longestRefusal - 1)}…`;

/** Our own bugs and a full disk say nothing to the platform but that they happened; the log has the rest. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('BROKEN', 'This signer met an error of its own; its log says more.');
}
