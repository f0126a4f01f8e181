import * as bodies from '../protocol/bodies.ts';
import { readCertificate } from '../protocol/certificate.ts';
import type { Message } from '../protocol/message.ts';
import { parseBody, readMessage } from '../protocol/message.ts';
import { demand } from '../protocol/refusal.ts';
import type { KeyId } from '../types.ts';
import type { KeyRecord, Share } from './key-store.ts';
import type { Handlers } from './handlers.ts';
import { say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

/** A share that a third round has made, before anybody else knows that it exists. */
export type FreshShare = Omit<Share, 'confirmation' | 'certificate'> & { readonly keyId: KeyId };

export interface Confirming {
  readonly handlers: Handlers;
  /**
   * Stores a fresh share beside the current one and says so to all. `base` is the transcript of the share that it is to
   * replace. From here on the share survives a restart, because the peers may come to rely on it.
   */
  stage(session: string, fresh: FreshShare, base: string | undefined): Promise<Message>;
}

/**
 * The end of key generation and refresh, in two phases. A share is stored, then confirmed, and used when all three
 * confirmations are there; the share before it is erased in the same write. Whoever crashed in between finishes later:
 * either all three confirmed, and the certificate can be shown to the others at any time, or one did not, and its word that
 * it never shall (`abandon`) lets the others drop what they stored. A signer gives one of the two, never both.
 */
export function createConfirming(context: SignerContext): Confirming {
  /** In memory is enough: a restart loses the session that could still confirm. */
  const abandoned = new Set<string>();

  return {
    async stage(session, { keyId, ...share }, base) {
      const { epoch, transcript } = share;
      const confirmation = say(context, session, 'confirm', 'signers', {
        keyId,
        epoch,
        transcript,
        package: share.package,
      });
      await context.keys.change(keyId, ({ current, next }) => {
        demand(!abandoned.has(transcript), 'START_OVER', 'This session was abandoned.');
        demand(next === undefined, 'UNSETTLED', 'Another refresh of this key is not finished.');
        demand(current?.transcript === base, 'START_OVER', 'The share to be replaced has changed meanwhile.');
        return { record: { current, next: { ...share, confirmation } }, result: undefined };
      });
      return confirmation;
    },

    handlers: {
      async activate(message) {
        const { confirmations } = parseBody(message, bodies.activate.request);
        const confirmed = readCertificate(confirmations, context.pins);
        const { keyId, epoch, transcript } = confirmed;
        await context.keys.change(keyId, ({ current, next }): { record?: KeyRecord; result: undefined } => {
          if (current?.transcript === transcript) return { result: undefined };
          demand(next?.transcript === transcript, 'START_OVER', 'This signer has no such share to activate.');
          return { record: { current: { ...next, certificate: confirmations } }, result: undefined };
        });
        return say(context, message.session, message.round, 'platform', { keyId, epoch });
      },

      async abandon(message) {
        const { keyId, transcript } = parseBody(message, bodies.abandonment);
        await context.keys.change(keyId, ({ current, next }) => {
          demand(
            current?.transcript !== transcript && next?.transcript !== transcript,
            'UNSETTLED',
            'This signer has confirmed that transcript.',
          );
          abandoned.add(transcript);
          return { result: undefined };
        });
        return say(context, message.session, message.round, 'signers', { keyId, transcript });
      },

      async drop(message) {
        const { abandonment } = parseBody(message, bodies.drop.request);
        const place = { round: 'abandon', receiver: 'signers' } as const;
        const { keyId, transcript } = readMessage(abandonment, context.pins, place, bodies.abandonment);
        await context.keys.change(keyId, ({ current, next }): { record?: KeyRecord; result: undefined } =>
          next?.transcript === transcript
            ? { record: { current }, result: undefined }
            : { result: undefined },
        );
        return say(context, message.session, message.round, 'platform', {});
      },

      async key(message) {
        const { keyId } = parseBody(message, bodies.key.request);
        const { current, next } = await context.keys.read(keyId);
        return say(context, message.session, message.round, 'platform', {
          current: current === undefined ? null : { epoch: current.epoch, certificate: current.certificate },
          next: next === undefined ? null : { transcript: next.transcript, confirmation: next.confirmation },
        });
      },
    },
  };
}
