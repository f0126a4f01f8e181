import { z } from 'zod';
import type { Party } from '../types.ts';
import { verifyIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import { demand, Refusal } from './refusal.ts';

/** Whom a message is for; `signers` is all three, for what must be the same to each. */
export type Receiver = Party | 'signers';

/** The place of a message: its signature covers all four, so it counts nowhere else. */
export interface Place {
  readonly session: string;
  readonly round: string;
  readonly sender: Party;
  readonly receiver: Receiver;
}

/** A signed message. The body is text, so that what was signed is what is read, byte for byte. */
export interface Message extends Place {
  readonly body: string;
  readonly signature: string;
}

const signer = z.enum(['signer 1', 'signer 2', 'signer 3']);
const party = z.enum([...signer.options, 'platform', 'administrator']);

/** A policy with all its destinations is the longest body; on the wire each of its quotes is written with a backslash. */
const longestBody = 524_288;
/** So many bytes a message on the wire has at most. */
export const mostBytes = 2 * longestBody;

/** The form of a message on the wire. */
export const messageSchema = z.strictObject({
  session: z.string().max(100),
  round: z.string().max(40),
  sender: party,
  receiver: z.enum([...party.options, 'signers']),
  body: z.string().max(longestBody),
  signature: z.string().max(100),
});

/** A message as its sender signs it. */
export function writeMessage(identity: Identity, place: Place, body: unknown): Message {
  const unsigned = { ...place, body: JSON.stringify(body) };
  return { ...unsigned, signature: identity.sign(signedBytes(unsigned)) };
}

function signedBytes(message: Omit<Message, 'signature'>): Uint8Array {
  const { session, round, sender, receiver, body } = message;
  return Buffer.from(
    `cardwright signing message 1\n${JSON.stringify([session, round, sender, receiver, body])}`,
  );
}

/** The pinned identity of every party, from one's own configuration and nowhere else. */
export type Pins = Readonly<Record<Party, string>>;

/** Throws `ALTERED`, naming the sender it claims, unless the message carries that sender's signature. */
export function requireAuthentic(message: Message, pins: Pins): void {
  demand(
    verifyIdentity(pins[message.sender], signedBytes(message), message.signature),
    'ALTERED',
    `A message of ${message.sender} does not carry its signature: it was altered, or is not its own.`,
    message.sender,
  );
}

/**
 * The body of a message that stands where it should.
 *
 * @throws Refusal `ALTERED` or `MISPLACED` naming the sender, `MALFORMED` when the body has another form
 */
export function readMessage<T>(message: Message, pins: Pins, place: Partial<Place>, schema: z.ZodType<T>): T {
  requireAuthentic(message, pins);
  for (const part of ['session', 'round', 'sender', 'receiver'] as const) {
    const expected = place[part];
    demand(
      expected === undefined || message[part] === expected,
      'MISPLACED',
      `A message of ${message.sender} is for another ${part} ("${message[part]}", not "${expected}").`,
      message.sender,
    );
  }
  return parseBody(message, schema);
}

/** The body alone, for a message whose signature and place have been checked. */
export function parseBody<T>(message: Message, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(message.body);
  } catch {
    json = undefined;
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Refusal('MALFORMED', `A message of ${message.sender} has another form.`, message.sender);
}
