import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Codec } from '../codec/codec.ts';
import type { Framing } from '../framing/framing.ts';
import type { Message } from '../message.ts';

/** The connection that a message came by. */
export interface Connection {
  /** Unique in this process: `3`. */
  readonly id: string;
  /** Address and port of the other side. */
  readonly peer: string;
  /** Subject and SHA-256 fingerprint of its certificate, where it showed one. */
  readonly certificate: { readonly subject: string; readonly fingerprint: string } | undefined;
}

/** When a message came and until when its answer is of use. */
export interface Arrival {
  readonly at: Date;
  readonly deadline: Date;
  /** 32 hex digits, on the log line of the message and on whatever it causes. */
  readonly traceId: string;
}

/** Why an answer did not reach the wire: it came after the deadline, or there was no connection left to write it to. */
export type Undelivered = 'late' | 'not-written';

/** What the platform says to a message. */
export interface Answer {
  readonly message: Message;
  /**
   * Called, once, when no octet of this answer was written. An approval is to be cancelled then. It is not called when
   * octets may have gone out: the network's reversal, repeat or expiry settles that.
   */
  readonly undelivered?: (why: Undelivered) => Promise<void>;
  /** Called, once, when octets of this answer went out, or may have. */
  readonly delivered?: () => void;
  /** What else the log line of the message says. */
  readonly line?: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides a message: everything that is well formed, of a type that has an answer, and no network management.
 * `undefined` leaves an advice unanswered, so that it is repeated. Owned here, fulfilled where `authorizations` is joined.
 */
export type Handle = (
  message: Message,
  connection: Connection,
  arrival: Arrival,
) => Promise<Answer | undefined>;

export interface Limits {
  /** Connections at a time; more are closed at once. */
  readonly connections: number;
  /** A connection on which nothing comes for so long is closed. */
  readonly idleMs: number;
  /** For the rest of a message that has begun, for a TLS handshake, and for a peer to take what is written to it. */
  readonly stallMs: number;
  /** A request is answered within this time whatever happens inside. */
  readonly answerMs: number;
  /** Messages of one connection being decided at a time; beyond it nothing more is read from it. */
  readonly underWay: number;
  /** Octets waiting for a peer that does not read; beyond it the connection is closed. */
  readonly unsent: number;
  /** Malformed messages in a row until a connection is closed. */
  readonly malformed: number;
}

/** Three seconds of patience on the other side, less the way there and back. */
export const defaultLimits: Limits = {
  connections: 256,
  idleMs: 300_000,
  stallMs: 10_000,
  answerMs: 2_800,
  underWay: 256,
  unsent: 1_048_576,
  malformed: 10,
};

export interface TlsOptions {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
  /** PEM of the authorities of the peers' certificates. With it a certificate is demanded of every peer. */
  readonly clientAuthorities?: string;
}

export interface NetworkServerOptions {
  readonly codec: Codec;
  readonly framing: Framing;
  readonly handle: Handle;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  readonly tls?: TlsOptions | undefined;
  /** Told of each message that has an answer, once it is done with. */
  readonly observe?: (message: Observed) => void;
}

/** How a message was answered. */
export interface Observed {
  readonly mti: string;
  /** Field 39; `undefined` where nothing was answered. */
  readonly code: string | undefined;
  readonly outcome: string;
  readonly durationMs: number;
}

/** What each connection works with. */
export interface Context extends Omit<NetworkServerOptions, 'limits' | 'tls'> {
  readonly limits: Limits;
  /** Whether the server is going down: what comes now is answered 91. */
  readonly isClosing: () => boolean;
  /** Work that may go on after its message was answered, or its connection ended (a cancellation); closing waits for it. */
  readonly goesOn: (work: Promise<unknown>) => void;
}
