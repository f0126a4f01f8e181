import type { EndpointSecret, SendResult } from '../types.ts';
import { verifyHmac } from '../signature.ts';
import type { CompanyAnswer, Question } from './types.ts';

/** Codes of ISO 8583 field 39 that a company may decline with; they are passed on to the network. */
const passedOn = new Set(['03', '05', '12', '13', '51', '57', '58', '59', '61', '62', '63', '65', '1A']);
/** What any other code is sent on as: 08, 10, 11, 85, 87 would read as approvals, 91 and N0 invite stand-in. */
const plainDecline = '05';

/** Reads what came back: the table of events.md section 4. */
export function readAnswer(
  question: Question,
  result: SendResult,
  secrets: readonly EndpointSecret[],
  now: Date,
): CompanyAnswer {
  const { durationMs, status } = result;
  const none = (why: 'timeout' | 'invalid' | 'unsigned' | 'unreachable', detail: string): CompanyAnswer => ({
    outcome: 'none',
    why,
    durationMs,
    detail,
    ...(status !== null && { httpStatus: status }),
  });
  if (result.error === 'timeout') return none('timeout', 'No answer in time.');
  if (status === null) return none('unreachable', result.detail ?? 'The endpoint could not be reached.');
  if (status !== 200) return none('invalid', `The endpoint answered HTTP ${status}; only 200 counts.`);
  // The status was there, and then not the whole answer: what came of it may say anything.
  if (result.error !== null) return none('invalid', 'The answer broke off.');
  const answer = parse(result.body);
  if (answer === undefined) return none('invalid', 'The answer is no JSON object.');
  if (question.requireSignedAnswer) {
    const wrong = whatIsUnsigned(question, result, answer, secrets, now);
    if (wrong !== undefined) return none('unsigned', wrong);
  }
  const { response_code: code } = answer;
  const known = { durationMs, httpStatus: status };
  if (code === '00' || code === 'SUCCESS') return { outcome: 'approve', ...known };
  if (typeof code !== 'string' || !/^[0-9A-Z]{2}$/i.test(code) || /^ok$/i.test(code))
    return none('invalid', '`response_code` is missing or no code of two characters.');
  return {
    outcome: 'decline',
    answered: code,
    responseCode: passedOn.has(code) ? code : plainDecline,
    ...known,
  };
}

function parse(body: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Standard Webhooks lets a signature be five minutes old. */
const oldestSignatureMs = 300_000;

/** What is wrong with the signature of an answer, if anything. It is signed as our messages are: id, timestamp, body. */
function whatIsUnsigned(
  { event }: Question,
  result: SendResult,
  answer: Record<string, unknown>,
  secrets: readonly EndpointSecret[],
  now: Date,
): string | undefined {
  if (answer['operation_id'] !== event.id) return 'The answer does not echo `operation_id`.';
  const timestamp = text(result.headers?.['webhook-timestamp']);
  const signature = text(result.headers?.['webhook-signature']);
  if (timestamp === undefined || signature === undefined) return 'The answer is not signed.';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) > oldestSignatureMs)
    return 'The timestamp of the signature is not of now.';
  const content = `${event.id}.${timestamp}.${result.body ?? ''}`;
  // They are kept in memory, and one of them may have run out since.
  const live = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const good = live.some(({ secret }) => verifyHmac(secret.reveal(), content, signature));
  return good ? undefined : 'The signature of the answer is wrong.';
}

const text = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
