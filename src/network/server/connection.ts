import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { monotonicMs } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import { describe } from '../describe.ts';
import { createDeframer } from '../framing/deframer.ts';
import { frame } from '../framing/framing.ts';
import type { Frame } from '../framing/framing.ts';
import { MalformedMessage } from '../malformed.ts';
import { answerTo, answerType, isAdvice } from '../meaning/answer.ts';
import type { Message } from '../message.ts';
import { textOf } from '../message.ts';
import { decide } from './decide.ts';
import type { Decision } from './decide.ts';
import { manage } from './management.ts';
import { createOutbox } from './outbox.ts';
import type { Answer, Arrival, Connection, Context } from './types.ts';

/** A peer has so long to close its side once ours is closed. */
const farewellMs = 1_000;

/** One peer, from the first octet to the last. */
export interface OpenConnection {
  /** Ends it once what is under way is answered. */
  finish(): void;
  /** Ends it now. */
  destroy(): void;
}

/**
 * Serves one connection. Messages are decided side by side and answered as they are decided: the other side
 * matches answers by their trace number.
 */
export function serveConnection(
  context: Context,
  socket: Socket | TLSSocket,
  connection: Connection,
): OpenConnection {
  const { limits, framing, codec } = context;
  const log: Log = context.log.child({ connection: connection.id, peer: connection.peer });
  const deframer = createDeframer(framing);
  let underWay = 0;
  let malformed = 0;
  let finishing = false;
  let stall: NodeJS.Timeout | undefined;
  let farewell: NodeJS.Timeout | undefined;

  const cut = (why: string): void => {
    if (socket.destroyed) return;
    log.warn({ why }, 'connection cut');
    socket.destroy();
  };
  const outbox = createOutbox(socket, limits, () => cut('the peer does not take what is written to it'));
  const idle = setTimeout(() => {
    if (underWay > 0) idle.refresh();
    else cut('nothing came for too long');
  }, limits.idleMs);

  const send = async (received: Frame, message: Message): Promise<boolean> =>
    await outbox.send(frame(framing, codec.encode(message), received.tpdu));

  /** Sends what the platform decided; what cannot be written in this dialect is a mistake of ours, answered 96. */
  const deliver = async (received: Frame, request: Message, answer: Answer): Promise<boolean> => {
    let bytes: Buffer | undefined;
    try {
      bytes = codec.encode(answer.message);
    } catch (error) {
      log.error({ err: error }, 'an answer cannot be written');
    }
    const written = bytes !== undefined && (await outbox.send(frame(framing, bytes, received.tpdu)));
    if (written) answer.delivered?.();
    else await answer.undelivered?.('not-written');
    if (bytes === undefined && !isAdvice(request.mti)) await send(received, answerTo(request, { 39: '96' }));
    return written;
  };

  /** Answers what could not be read, where enough of it could be read to say which message it was. */
  const refuse = async (received: Frame, error: MalformedMessage, traceId: string): Promise<void> => {
    malformed += 1;
    const { field, offset, reason, reference } = error;
    log.warn({ traceId, mti: reference?.mti, field, offset, reason }, 'malformed message');
    if (malformed >= limits.malformed) return cut('too many malformed messages in a row');
    if (reference !== undefined && answerType(reference.mti) !== undefined)
      await send(received, answerTo(reference, { 39: '30' }));
  };

  const answer = async (message: Message, arrival: Arrival): Promise<Decision & { what?: string }> => {
    if (message.mti.charAt(1) === '8') {
      const { answer, what } = manage(message);
      return { answer: { message: answer }, outcome: 'answered', ...(what !== undefined && { what }) };
    }
    return await decide(context, message, connection, arrival);
  };

  const serve = async (received: Frame): Promise<void> => {
    const started = monotonicMs();
    const at = context.clock.now();
    const arrival: Arrival = {
      at,
      deadline: new Date(at.getTime() + limits.answerMs),
      traceId: newTraceId(),
    };
    let message: Message;
    try {
      message = codec.decode(received.message);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return await refuse(received, error, arrival.traceId);
    }
    malformed = 0;
    const line = { traceId: arrival.traceId, message: describe(message) };
    if (answerType(message.mti) === undefined) return log.warn(line, 'a message that has no answer');
    const { answer: given, outcome, what } = await answer(message, arrival);
    const written = given && (await deliver(received, message, given));
    const code = given === undefined ? undefined : textOf(given.message, 39);
    const durationMs = Math.round((monotonicMs() - started) * 10) / 10;
    log.info({ ...line, ...given?.line, outcome, what, code, written, durationMs }, 'message');
    context.observe?.({ mti: message.mti, code, outcome, durationMs });
  };

  const end = (): void => {
    socket.end();
    farewell ??= setTimeout(() => socket.destroy(), farewellMs);
  };

  const settle = (): void => {
    underWay -= 1;
    if (socket.isPaused() && underWay < limits.underWay) socket.resume();
    if (finishing && underWay === 0) end();
  };

  const finish = (): void => {
    finishing = true;
    if (underWay === 0) end();
  };

  socket.on('data', (chunk: Buffer) => {
    idle.refresh();
    const { frames, problem } = deframer.push(chunk);
    for (const received of frames) {
      // Behind too much garbage nothing is looked at any more.
      if (socket.destroyed) return;
      underWay += 1;
      const served = serve(received).catch((error: unknown) => log.error({ err: error }, 'a message failed'));
      context.goesOn(served.finally(settle));
    }
    if (problem !== undefined) return cut(problem);
    if (frames.length > 0 || !deframer.isWaiting()) {
      clearTimeout(stall);
      stall = undefined;
    }
    if (deframer.isWaiting()) stall ??= setTimeout(() => cut('a message was not finished'), limits.stallMs);
    if (underWay >= limits.underWay) socket.pause();
  });
  socket.on('end', finish);
  socket.on('error', (error) => log.debug({ err: error }, 'connection error'));
  socket.on('close', () => {
    clearTimeout(idle);
    clearTimeout(stall);
    clearTimeout(farewell);
    outbox.abandon();
    log.info('connection closed');
  });
  log.info({ certificate: connection.certificate }, 'connection opened');
  return { finish, destroy: () => socket.destroy() };
}
