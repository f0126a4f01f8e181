import { graphlib, layout } from '@dagrejs/dagre';
import { invariant } from '../../../kernel/assert.ts';
import { arrowHead, drawing, lineHeight, round, textAt, widthOf, wrap } from './svg.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

interface States {
  readonly direction: 'LR' | 'TB';
  /** By name: what is shown. */
  readonly names: ReadonlyMap<string, string>;
  readonly edges: readonly Edge[];
}

const begin = '[*] begin';
const end = '[*] end';

/** Reads the part of Mermaid's `stateDiagram-v2` that the guides use; undefined where a line is not of that part. */
function readStates(lines: readonly string[]): States | undefined {
  let direction: States['direction'] = 'TB';
  const names = new Map<string, string>();
  const edges: Edge[] = [];
  for (const line of lines) {
    const [, towards] = /^direction (LR|TB)$/.exec(line) ?? [];
    const [, shown, alias] = /^state "([^"]+)" as (\w+)$/.exec(line) ?? [];
    const [, from, to, label] = /^(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (.+))?$/.exec(line) ?? [];
    if (towards !== undefined) {
      direction = towards as States['direction'];
    } else if (shown !== undefined && alias !== undefined) {
      names.set(alias, shown);
    } else if (from !== undefined && to !== undefined) {
      const ends = [from === '[*]' ? begin : from, to === '[*]' ? end : to] as const;
      for (const name of ends) if (!names.has(name)) names.set(name, name);
      edges.push({ from: ends[0], to: ends[1], label: label ?? '' });
    } else {
      return undefined;
    }
  }
  return { direction, names, edges };
}

const labelCharacters = 20;

/** Draws the states of something and what leads from one to the next. */
export function drawStates(lines: readonly string[]): string | undefined {
  const states = readStates(lines);
  if (states === undefined || states.names.size === 0) return undefined;
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: states.direction,
    nodesep: 34,
    ranksep: 42,
    edgesep: 18,
    marginx: 8,
    marginy: 8,
  });
  for (const [name, shown] of states.names)
    graph.setNode(
      name,
      name === begin || name === end
        ? { width: 18, height: 18 }
        : { width: Math.max(72, widthOf(shown) + 30), height: 36 },
    );
  for (const [at, { from, to, label }] of states.edges.entries()) {
    const text = wrap(label, labelCharacters);
    const box =
      label === ''
        ? { width: 0, height: 0 }
        : { width: Math.max(...text.map(widthOf)) + 12, height: text.length * lineHeight + 6 };
    graph.setEdge(from, to, { ...box, labelpos: 'c' }, String(at));
  }
  layout(graph);

  const parts: string[] = [];
  const labels: string[] = [];
  for (const [at, { from, to, label }] of states.edges.entries()) {
    const laid: unknown = graph.edge(from, to, String(at));
    const { points, x, y } = laid as { points: Point[]; x?: number; y?: number };
    if (from === to) {
      const node: unknown = graph.node(from);
      parts.push(...loop(node as Box, wrap(label, labelCharacters), states.direction));
      continue;
    }
    const [last, before] = [points.at(-1), points.at(-2)];
    invariant(last !== undefined && before !== undefined, 'an edge has two ends');
    parts.push(`<path class="edge" d="${curve(points)}"/>`, arrowHead(before, last));
    if (label !== '' && x !== undefined && y !== undefined) {
      const text = wrap(label, labelCharacters);
      const width = Math.max(...text.map(widthOf)) + 6;
      const height = text.length * lineHeight;
      labels.push(
        `<rect class="gap" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${width}" height="${height}"/>`,
        textAt(text, x, y, 'label'),
      );
    }
  }
  for (const [name, shown] of states.names) {
    const laid: unknown = graph.node(name);
    const { x, y, width, height } = laid as Box;
    if (name === begin || name === end) {
      parts.push(
        `<circle class="${name === begin ? 'begin' : 'end'}" cx="${round(x)}" cy="${round(y)}" r="8"/>`,
      );
    } else {
      const box = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${width}" height="${height}"`;
      parts.push(`<rect class="node" ${box} rx="8"/>`, textAt([shown], x, y, 'name'));
    }
  }
  const size: unknown = graph.graph();
  const { width, height } = size as { width: number; height: number };
  const told = states.edges.map(
    ({ from, to, label }) => `${from} to ${to}${label === '' ? '' : `: ${label}`}`,
  );
  return drawing(width, height, told.join('; '), [...parts, ...labels]);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** From a state back to itself, at the side on which nothing comes or goes: where the layout has left room. */
function loop(
  { x, y, width, height }: Box,
  text: readonly string[],
  direction: States['direction'],
): string[] {
  const [alongX, alongY] = direction === 'TB' ? [0, 1] : [1, 0];
  const side = { x: x + (alongY * width) / 2, y: y + (alongX * height) / 2 };
  /** A point so far along the side, and so far away from it. */
  const at = (along: number, away: number): Point => ({
    x: round(side.x + alongX * along + alongY * away),
    y: round(side.y + alongY * along + alongX * away),
  });
  const [begin, one, other, end] = [at(-9, 0), at(-18, 32), at(18, 32), at(9, 0)];
  return [
    `<path class="edge" d="M${begin.x},${begin.y} C${one.x},${one.y} ${other.x},${other.y} ${end.x},${end.y}"/>`,
    arrowHead(at(14, 13), end),
    direction === 'TB'
      ? textAt(text, at(0, 32).x, y, 'label', 'start')
      : textAt(text, x, at(0, 30).y + (text.length * lineHeight) / 2, 'label'),
  ];
}

/** Through the points, rounded at each. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  invariant(first !== undefined, 'an edge has two ends');
  const path = [`M${round(first.x)},${round(first.y)}`];
  for (const [at, point] of rest.entries()) {
    const next = rest[at + 1];
    path.push(
      next === undefined
        ? `L${round(point.x)},${round(point.y)}`
        : `Q${round(point.x)},${round(point.y)} ${round((point.x + next.x) / 2)},${round((point.y + next.y) / 2)}`,
    );
  }
  return path.join(' ');
}
