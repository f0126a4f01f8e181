import { createClient, HttpRequestError, LimitExceededRpcError } from 'viem';
import type { Transport } from 'viem';
import { monotonicMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** One RPC endpoint of a chain. */
export interface ChainNode {
  /** Its host only: what stands behind it in an RPC URL is often a key. */
  readonly host: string;
  /** One JSON-RPC call. Calls made in the same turn travel in one request. */
  request<T>(method: string, params?: readonly unknown[]): Promise<T>;
}

/** A node that is not as far as we are already. Nothing is wrong with it; another one may know more. */
export class NodeBehind extends Error {
  override readonly name = 'NodeBehind';
}

/** A node whose answers contradict themselves or what we asked for. */
export class NodeWrong extends Error {
  override readonly name = 'NodeWrong';
}

/** A node that has none of the blocks we remember. */
export class NodeDisagrees extends Error {
  override readonly name = 'NodeDisagrees';
}

/** No node could do it; `errors` has the reason of each. */
export class NoNode extends Error {
  override readonly name = 'NoNode';
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super(`no node of the chain could do it: ${errors.map(oneLine).join('; ')}`);
    this.errors = errors;
  }

  /** Whether each node failed in this way. */
  all(kind: new () => Error): boolean {
    return this.errors.every((error) => error instanceof kind);
  }
}

export interface Nodes {
  /**
   * Runs `work` on one node, and on the next when it throws, so that all that belongs together comes from one node.
   *
   * @throws NoNode when it failed on every one
   */
  use<T>(work: (node: ChainNode) => Promise<T>): Promise<T>;
  /** Runs `work` on every node at once; answers how each went. */
  each<T>(work: (node: ChainNode) => Promise<T>): Promise<readonly PromiseSettledResult<T>[]>;
  /** Whether any of them could do what it was last asked for; one that was not asked yet may. */
  answer(): boolean;
}

interface Known extends ChainNode {
  failures: number;
  /** Whether it failed the last time otherwise than by being behind. */
  failed: boolean;
  restsUntilMs: number;
  checked: boolean;
}

/** The longest time that a failing node is asked last. */
const longestRestMs = 30_000;

/**
 * The RPC endpoints of one chain. The first that works is kept; one that fails goes to the end of the row for a while,
 * twice as long each time. Whoever answers for another chain is never asked again.
 */
export function createNodes(options: {
  readonly chainId: number;
  readonly urls: readonly string[];
  readonly connect: (url: string) => Transport;
  readonly log: Log;
}): Nodes {
  const { chainId, log } = options;
  const nodes: Known[] = options.urls.map((url) => {
    const client = createClient({ transport: options.connect(url) });
    const request = client.request as (call: unknown) => Promise<unknown>;
    return {
      host: hostOf(url),
      failures: 0,
      failed: false,
      restsUntilMs: 0,
      checked: false,
      request: async <T>(method: string, params: readonly unknown[] = []) =>
        (await request({ method, params })) as T,
    };
  });

  /** @throws NodeWrong when it answers for another chain */
  const check = async (node: Known): Promise<void> => {
    const answer = Number(await node.request<string>('eth_chainId'));
    if (answer !== chainId) throw new NodeWrong(`it serves chain ${answer}, not ${chainId}`);
    node.checked = true;
  };

  const attempt = async <T>(node: Known, work: (node: ChainNode) => Promise<T>): Promise<T> => {
    try {
      if (!node.checked) await check(node);
      // Another chain behind the same address since has none of our blocks, and is no reorganisation of ours.
      const result = await work(node).catch(async (error: unknown) => {
        if (error instanceof NodeDisagrees) await check(node);
        throw error;
      });
      node.failures = 0;
      node.failed = false;
      node.restsUntilMs = 0;
      return result;
    } catch (error) {
      // A node that is behind is asked last for a moment and is not reported: it happens with every block.
      node.failures += 1;
      node.failed = !(error instanceof NodeBehind);
      // Whatever is there when it comes back.
      if (node.failed) node.checked = false;
      node.restsUntilMs = monotonicMs() + Math.min(longestRestMs, 500 * 2 ** Math.min(node.failures, 10));
      if (node.failed)
        log.warn(
          { chainId, node: node.host, failures: node.failures, reason: oneLine(error) },
          'a chain node failed',
        );
      throw error;
    }
  };

  return {
    async use(work) {
      const nowMs = monotonicMs();
      const rest = (node: Known): number => Math.max(0, node.restsUntilMs - nowMs);
      const errors: unknown[] = [];
      for (const node of nodes.toSorted((one, other) => rest(one) - rest(other))) {
        try {
          return await attempt(node, work);
        } catch (error) {
          errors.push(error);
        }
      }
      throw new NoNode(errors);
    },
    each: (work) => Promise.allSettled(nodes.map((node) => attempt(node, work))),
    answer: () => nodes.some(({ failed }) => !failed),
  };
}

/**
 * Reads each of some things that do not depend on each other, of whichever node can; what one cannot tell of is asked of the next. Answers
 * what was found, and why the rest was not.
 *
 * @param read answers in the order of what it is given, with the reason where it cannot
 */
export async function readEach<Thing, Answer extends object>(
  nodes: Nodes,
  things: readonly Thing[],
  read: (node: ChainNode, things: readonly Thing[]) => Promise<readonly (Answer | Error)[]>,
): Promise<{ readonly found: ReadonlyMap<Thing, Answer>; readonly failure: NoNode | undefined }> {
  const found = new Map<Thing, Answer>();
  const readLeft = async (node: ChainNode): Promise<void> => {
    const left = things.filter((thing) => !found.has(thing));
    const answers = await read(node, left);
    const errors: Error[] = [];
    for (const [at, thing] of left.entries()) {
      const answer = answers[at] ?? new NodeWrong('it answered less than was asked for');
      if (answer instanceof Error) errors.push(answer);
      else found.set(thing, answer);
    }
    if (errors[0] !== undefined) throw errors[0];
  };
  try {
    await nodes.use(readLeft);
    return { found, failure: undefined };
  } catch (failure) {
    if (!(failure instanceof NoNode)) throw failure;
    return { found, failure };
  }
}

const awayStatuses: ReadonlySet<number | undefined> = new Set([undefined, 429, 502, 503, 504]);

/** Whether a node could not be reached, or was asked too much: an answer that says nothing of what it was asked. */
export const isAway = (error: unknown): boolean =>
  error instanceof LimitExceededRpcError ||
  (error instanceof HttpRequestError && awayStatuses.has(error.status));

/** What was thrown, as an answer. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** An error as one line without addresses of RPC endpoints, which viem's messages repeat. */
export function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const short =
    'shortMessage' in error && typeof error.shortMessage === 'string' ? error.shortMessage : error.message;
  const details = 'details' in error && typeof error.details === 'string' ? ` (${error.details})` : '';
  return `${short}${details}`
    .replaceAll(/\bhttps?:\/\/\S+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
