import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What a name stands for: addresses of both kinds, or another name. */
export interface Records {
  readonly A?: readonly string[];
  /** Eight groups, none left out. */
  readonly AAAA?: readonly string[];
  readonly CNAME?: string;
}

export interface NameServer {
  /** As `dns.setServers` wants it. */
  readonly address: string;
  /** The questions so far: `A rebind.example`. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

const numberOf = { A: 1, CNAME: 5, AAAA: 28 } as const;

/** A name server (RFC 1035) whose answers live for no second; `answer` is asked anew for each question. Follows its own aliases. */
export async function startNameServer(answer: (name: string) => Records | undefined): Promise<NameServer> {
  const questions: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const { name, end } = readName(message);
    const type = message.readUInt16BE(end);
    const kind = type === numberOf.AAAA ? 'AAAA' : 'A';
    questions.push(`${kind} ${name}`);
    const answers: Buffer[] = [];
    let at = name;
    let records = answer(at);
    for (let alias = records?.CNAME; alias !== undefined && answers.length < 8; alias = records?.CNAME) {
      answers.push(record(at, 'CNAME', writeName(alias)));
      at = alias;
      records = answer(at);
    }
    for (const text of records?.[kind] ?? []) answers.push(record(at, kind, addressBytes(text)));
    const head = Buffer.alloc(12);
    message.copy(head, 0, 0, 2);
    // An answer, with authority, recursion asked for and there; 3 is that there is no such name.
    head.writeUInt16BE(0x8580 | (records === undefined ? 3 : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([head, message.subarray(12, end + 4), ...answers]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function readName(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

const writeName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

function record(name: string, kind: keyof typeof numberOf, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(numberOf[kind], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([writeName(name), fixed, data]);
}

const addressBytes = (text: string): Buffer =>
  text.includes(':')
    ? Buffer.from(
        text
          .split(':')
          .map((group) => group.padStart(4, '0'))
          .join(''),
        'hex',
      )
    : Buffer.from(text.split('.').map(Number));
