import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Codec } from './codec/codec.ts';
import { createDeframer } from './framing/deframer.ts';
import { frame } from './framing/framing.ts';
import type { Framing } from './framing/framing.ts';
import { answerType } from './meaning/answer.ts';
import type { Message } from './message.ts';
import { textOf } from './message.ts';

export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly codec: Codec;
  readonly framing: Framing;
  /** Speaks TLS with these options. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'key' | 'cert' | 'servername'>;
}

/** The other side of the door: a terminal or a switch, for the command line and for tests. */
export interface Client {
  /**
   * Sends a message and waits for its answer: the one of its answer's type with the same trace number (field 11).
   *
   * @throws Error when the connection ends first, or nothing comes within `timeoutMs`
   */
  ask(message: Message, timeoutMs?: number): Promise<Message>;
  /** Sends octets as they are. */
  sendRaw(bytes: Uint8Array): void;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
  /** Ends it at once and without a farewell, as a line that breaks does. */
  breakOff(): void;
}

interface Waiting {
  readonly resolve: (answer: Message) => void;
  readonly reject: (error: Error) => void;
}

/** Connects. @throws Error when there is nobody, or TLS is refused */
export async function connectClient(options: ClientOptions): Promise<Client> {
  const { codec, framing } = options;
  const socket = await open(options);
  const deframer = createDeframer(framing);
  const waiting = new Map<string, Waiting>();

  const end = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const decoded = (bytes: Buffer): Message | undefined => {
    try {
      return codec.decode(bytes);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
      return undefined;
    }
  };
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      end(new Error('the connection ended before the answer came'));
      resolve();
    });
  });
  socket.on('error', end);
  socket.on('data', (chunk: Buffer) => {
    const { frames, problem } = deframer.push(chunk);
    for (const { message: bytes } of frames) {
      const answer = decoded(bytes);
      const key = answer && keyOf(answer.mti, answer);
      if (answer !== undefined && key !== undefined) waiting.get(key)?.resolve(answer);
    }
    if (problem !== undefined) socket.destroy(new Error(problem));
  });

  return {
    ended,
    sendRaw: (bytes) => void socket.write(bytes),
    ask: async (message, timeoutMs = 10_000) => {
      const key = keyOf(answerType(message.mti) ?? '', message);
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Message>((resolve, reject) => {
          waiting.set(key, { resolve, reject });
          timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
          socket.write(frame(framing, codec.encode(message), undefined));
        });
      } finally {
        clearTimeout(timer);
        waiting.delete(key);
      }
    },
    async close() {
      socket.end();
      await ended;
    },
    breakOff: () => void socket.resetAndDestroy(),
  };
}

const keyOf = (mti: string, message: Message): string => `${mti} ${textOf(message, 11) ?? ''}`;

async function open({ host, port, tls }: ClientOptions): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    const socket =
      tls === undefined
        ? connect({ host, port }, () => resolve(socket))
        : connectTls({ host, port, ...tls }, () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => socket.off('error', reject));
  });
}
