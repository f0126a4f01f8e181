import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Observed } from './server/types.ts';

/** Seconds; a terminal waits for three. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];

/** What an operator watches of the card network, in Prometheus' form. Answers what the server is to call. */
export function createNetworkMetrics(
  registry: Registry,
  connections: () => number,
): (message: Observed) => void {
  const registers = [registry];
  const messages = new Counter({
    name: 'cardwright_network_messages_total',
    help: 'Messages of the card network, by type (repeats with their first), response code, and how the answer came about.',
    labelNames: ['type', 'code', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'cardwright_network_answer_seconds',
    help: 'From a message’s last octet to its answer.',
    labelNames: ['type'],
    buckets,
    registers,
  });
  void new Gauge({
    name: 'cardwright_network_connections',
    help: 'Open connections of the card network.',
    registers,
    collect() {
      this.set(connections());
    },
  });
  return ({ mti, code, outcome, durationMs }) => {
    const type = types.has(mti.slice(1, 3)) ? `${mti.slice(0, 3)}0` : 'other';
    messages.inc({ type, code: code ?? 'none', outcome });
    seconds.observe({ type }, durationMs / 1_000);
  };
}

/** A peer can say any four digits: only those with a meaning here have a line of their own. */
const types: ReadonlySet<string> = new Set(['10', '12', '20', '22', '40', '42', '80']);
