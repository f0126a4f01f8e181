import { z } from 'zod';
import { refusalCodes } from './refusal.ts';

/** The forms of the bodies of messages, by round. All bytes are lower-case hex, letters and call bytes base64url. */

const hex = (bytes: number): z.ZodString =>
  z
    .string()
    .length(bytes * 2)
    .regex(/^[0-9a-f]*$/);
const point = hex(33);
const scalar = hex(32);
const hash = hex(32);
const base64url = z.string().regex(/^[\w-]*$/);
const keyId = point;

const signer = z.enum(['signer 1', 'signer 2', 'signer 3']);
const message = z.strictObject({
  session: z.string().max(100),
  round: z.string().max(40),
  sender: signer,
  receiver: z.enum([...signer.options, 'platform', 'signers']),
  body: z.string().max(32_768),
  signature: z.string().max(100),
});
const three = z.array(message).length(3);
const two = z.array(message).length(2);

/** What everybody may know of a key. */
const publicPackage = z.strictObject({
  commitments: z.array(point).length(2),
  /** By the number of the signer. */
  verifyingShares: z.strictObject({ 1: point, 2: point, 3: point }),
});
export type PublicPackage = z.infer<typeof publicPackage>;

const empty = z.strictObject({});

/** Key generation and refresh. The third round of both is answered by a confirmation. */
export const generateFirst = {
  request: empty,
  reply: z.strictObject({
    commitment: z.array(point).length(2),
    proof: hex(65),
    letterbox: base64url,
  }),
};
export const refreshFirst = {
  request: z.strictObject({ keyId }),
  reply: z.strictObject({
    keyId,
    /** The transcript of the shares that are to be replaced. */
    base: hash,
    /** The commitment to the one coefficient there is: the constant is zero and is not sent. */
    commitment: point,
    letterbox: base64url,
  }),
};
export const second = { request: z.strictObject({ first: three }), reply: z.strictObject({ letters: two }) };
/** What one signer writes to another, with the three messages of the first round as the writer was told them. */
export const letter = z.strictObject({ letter: base64url, first: three });
export const third = { request: z.strictObject({ letters: two }) };
/** "I have stored my share of this key, made in this transcript." */
export const confirmation = z.strictObject({
  keyId,
  epoch: z.int().min(0),
  transcript: hash,
  package: publicPackage,
});
export type Confirmation = z.infer<typeof confirmation>;

export const activate = {
  request: z.strictObject({ confirmations: three }),
  reply: z.strictObject({ keyId, epoch: z.int() }),
};
/** "I have not confirmed this transcript, and never shall." */
export const abandonment = z.strictObject({ keyId, transcript: hash });
export const drop = { request: z.strictObject({ abandonment: message }), reply: empty };

export const key = {
  request: z.strictObject({ keyId }),
  reply: z.strictObject({
    current: z.nullable(z.strictObject({ epoch: z.int(), certificate: three })),
    next: z.nullable(z.strictObject({ transcript: hash, confirmation: message })),
  }),
};

export const signFirst = {
  request: z.strictObject({ keyId, kind: z.string().max(100), bytes: base64url.max(65_536) }),
  reply: z.strictObject({ keyId, epoch: z.int(), digest: hash, hiding: point, binding: point }),
};
export const signSecond = {
  request: z.strictObject({ digest: hash, commitments: two }),
  reply: z.strictObject({ share: scalar }),
};

const units = z.string().regex(/^\d{1,39}$/);
/** An asset with its scale, `POLYGON:USDC/6`: without one a limit in minor units is of nothing. */
const asset = z
  .string()
  .max(100)
  .regex(/^\S+\/(?:\d|[12]\d|3[0-6])$/);
export const policy = z.strictObject({
  version: z.int().min(1),
  destinations: z.union([z.literal('any'), z.array(z.string().max(100)).max(10_000)]),
  perDay: z.union([z.literal('any'), z.record(asset, units)]),
});
export type Policy = z.infer<typeof policy>;

export const status = {
  request: empty,
  reply: z.strictObject({ policy: z.nullable(policy), spentToday: z.record(asset, units) }),
};

/** So many characters a refusal has at most. */
export const longestRefusal = 1_000;

/** Instead of a reply: why not. */
export const refused = z.strictObject({
  refused: z.strictObject({
    code: z.enum(refusalCodes),
    message: z.string().max(longestRefusal),
    culprit: z.optional(z.enum([...signer.options, 'platform', 'administrator'])),
  }),
});
