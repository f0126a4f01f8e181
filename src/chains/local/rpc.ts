import { z } from 'zod';

/** What a JSON-RPC node answers that does not do what it is asked. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export type Rpc = <T>(method: string, params?: readonly unknown[]) => Promise<T>;

const answerSchema = z.object({
  // Absent beside an error.
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

/** JSON-RPC over HTTP to a node of our own. */
export function createRpc(url: string): Rpc {
  let id = 0;
  return async <T>(method: string, params: readonly unknown[] = []) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
    });
    const { result, error } = answerSchema.parse(await response.json());
    if (error !== undefined) throw new RpcFailure(error.code, error.message);
    return result as T;
  };
}
