import assert from 'node:assert/strict';
import { request } from 'undici';

/** An answer of the server, its body read as JSON (an empty one as `undefined`). */
export interface Answered {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into it
}

export interface Asking {
  readonly key?: string;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Sends one request and checks what every answer must have. */
export async function ask(url: string, method: string, path: string, asking: Asking = {}): Promise<Answered> {
  const { key, body, headers = {} } = asking;
  const answer = await request(url + path, {
    method: method as 'GET',
    headers: {
      ...(key !== undefined && { 'x-api-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && {
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
  });
  const text = await answer.body.text();
  assert.match(String(answer.headers['x-trace-id']), /^[0-9a-f]{32}$/);
  const json = text !== '' && String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    body: json ? (JSON.parse(text) as unknown) : undefined,
  };
}
