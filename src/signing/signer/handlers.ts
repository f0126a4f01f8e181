import type { Message } from '../protocol/message.ts';

/** Answers a message of one round whose signature and receiver have been checked. Throws a Refusal to say no. */
export type Handler = (message: Message) => Promise<Message>;

/** By the round of the message. */
export type Handlers = Readonly<Record<string, Handler>>;
