import { NoAnswer } from '../../../../sdk/index.ts';
import { connectClient } from '../../../network/index.ts';
import type { Client, ClientOptions, Message } from '../../../network/index.ts';

/** The line to the network: connected when something is said, and again when it broke. */
export interface Line {
  /** @throws NoAnswer where nobody can be reached */
  connect(): Promise<void>;
  /** @throws Error when no answer comes in time */
  ask(message: Message): Promise<Message>;
  /** The answer to the next message is lost on its way. */
  loseNext(): void;
  close(): Promise<void>;
}

export function openLine(options: ClientOptions, patienceMs: number): Line {
  let connected: Promise<Client> | undefined;
  let lose = false;

  const connection = (): Promise<Client> => {
    connected ??= connect();
    return connected;
  };
  const connect = async (): Promise<Client> => {
    try {
      const client = await connectClient(options);
      void client.ended.then(() => (connected = undefined));
      return client;
    } catch (cause) {
      connected = undefined;
      throw new NoAnswer(`Nothing is listening for terminals at ${options.host}:${options.port}.`, { cause });
    }
  };

  return {
    async connect() {
      await connection();
    },
    async ask(message) {
      const client = await connection();
      const lost = lose;
      lose = false;
      const answer = await client.ask(message, patienceMs);
      if (lost) throw new Error('the answer was lost');
      return answer;
    },
    loseNext() {
      lose = true;
    },
    async close() {
      await (await connected)?.close();
    },
  };
}
