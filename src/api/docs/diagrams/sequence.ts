import { arrowHead, drawing, lineHeight, round, textAt, widthOf, wrap } from './svg.ts';

type Step =
  | {
      readonly kind: 'message';
      readonly from: number;
      readonly to: number;
      readonly answer: boolean;
      readonly text: string;
    }
  | { readonly kind: 'note'; readonly first: number; readonly last: number; readonly text: string };

interface Sequence {
  readonly names: readonly string[];
  readonly steps: readonly Step[];
}

/** Reads the part of Mermaid's `sequenceDiagram` that the guides use; undefined where a line is not of that part. */
function readSequence(lines: readonly string[]): Sequence | undefined {
  const ids: string[] = [];
  const names: string[] = [];
  const steps: Step[] = [];
  const at = (id: string): number => {
    const known = ids.indexOf(id);
    if (known !== -1) return known;
    names.push(id);
    return ids.push(id) - 1;
  };
  for (const line of lines) {
    const [, id, name] = /^(?:participant|actor) (\w+)(?: as (.+))?$/.exec(line) ?? [];
    const [, from, arrow, to, said] = /^(\w+)\s*(-?->>)\s*(\w+): (.+)$/.exec(line) ?? [];
    const [, first, last, note] = /^Note over (\w+)(?:,\s*(\w+))?: (.+)$/.exec(line) ?? [];
    if (id !== undefined) {
      names[at(id)] = name ?? id;
    } else if (from !== undefined && to !== undefined && said !== undefined) {
      steps.push({ kind: 'message', from: at(from), to: at(to), answer: arrow === '-->>', text: said });
    } else if (first !== undefined && note !== undefined) {
      const ends = [at(first), at(last ?? first)].toSorted((a, b) => a - b);
      steps.push({ kind: 'note', first: ends[0] ?? 0, last: ends[1] ?? 0, text: note });
    } else {
      return undefined;
    }
  }
  return { names, steps };
}

const headHeight = 36;
const noteCharacters = 30;

/** Draws who says what to whom, from top to bottom. */
export function drawSequence(lines: readonly string[]): string | undefined {
  const sequence = readSequence(lines);
  if (sequence === undefined || sequence.names.length === 0) return undefined;
  const { names, steps } = sequence;
  const lanes = lanesOf(sequence);
  const lane = (index: number): number => lanes[index] ?? 0;

  const parts: string[] = [];
  let y = headHeight + 30;
  for (const step of steps) {
    if (step.kind === 'note') {
      const text = wrap(step.text, noteCharacters);
      const height = text.length * lineHeight + 12;
      const wide = Math.max(...text.map(widthOf)) + 24;
      const middle = (lane(step.first) + lane(step.last)) / 2;
      const width = Math.max(wide, lane(step.last) - lane(step.first) + 40);
      parts.push(
        `<rect class="note" x="${round(middle - width / 2)}" y="${round(y - 12)}" width="${round(width)}" height="${height}" rx="6"/>`,
        textAt(text, middle, y - 12 + height / 2, 'label'),
      );
      y += height + 18;
      continue;
    }
    const [from, to] = [lane(step.from), lane(step.to)];
    const line = step.answer ? 'edge answer' : 'edge';
    if (step.from === step.to) {
      parts.push(
        textAt([step.text], from + 34, y, 'label', 'start'),
        `<path class="${line}" d="M${from},${y - 8} h24 v18 h-22"/>`,
        arrowHead({ x: from + 20, y: y + 10 }, { x: from + 1, y: y + 10 }),
      );
      y += 40;
      continue;
    }
    parts.push(
      textAt([step.text], (from + to) / 2, y, 'label'),
      `<path class="${line}" d="M${from},${y + 14} L${to},${y + 14}"/>`,
      arrowHead({ x: from, y: y + 14 }, { x: to, y: y + 14 }),
    );
    y += 44;
  }
  const heads = names.flatMap((name, index) => {
    const width = Math.max(84, widthOf(name) + 28);
    const x = lane(index);
    return [
      `<path class="lane" d="M${x},${headHeight} V${y}"/>`,
      `<rect class="node" x="${x - width / 2}" y="1" width="${width}" height="${headHeight - 2}" rx="8"/>`,
      textAt([name], x, headHeight / 2, 'name'),
    ];
  });
  const told = steps.map((step) =>
    step.kind === 'note' ? step.text : `${names[step.from]} to ${names[step.to]}: ${step.text}`,
  );
  const right = lane(names.length - 1) + Math.max(70, ...steps.map((step) => beyond(step, names.length - 1)));
  return drawing(right, y + 4, told.join('; '), [...heads, ...parts]);
}

/** Room right of the last lane that a step takes. */
function beyond(step: Step, last: number): number {
  if (step.kind === 'message') return step.from === last && step.to === last ? widthOf(step.text) + 44 : 0;
  return step.last === last ? Math.max(...wrap(step.text, noteCharacters).map(widthOf)) / 2 + 20 : 0;
}

/** Where each lane stands: far enough from the one before for what is said between them. */
function lanesOf({ names, steps }: Sequence): number[] {
  const gaps = names.map((name, index) =>
    index === 0 ? 0 : Math.max(130, (widthOf(names[index - 1] ?? '') + widthOf(name)) / 2 + 50),
  );
  for (const step of steps) {
    if (step.kind === 'note') continue;
    const [first, last] = [step.from, step.to].toSorted((a, b) => a - b);
    if (first === undefined || last === undefined || first === last) continue;
    const wanted = (widthOf(step.text) + 26) / (last - first);
    for (let lane = first + 1; lane <= last; lane++) gaps[lane] = Math.max(gaps[lane] ?? 0, wanted);
  }
  const notes = steps.filter((step) => step.kind === 'note' && step.first === 0);
  const left = Math.max(
    widthOf(names[0] ?? '') / 2 + 20,
    48,
    ...notes.map((step) => Math.max(...wrap(step.text, noteCharacters).map(widthOf)) / 2 + 16),
  );
  let x = Math.ceil(left);
  return gaps.map((gap) => (x += Math.ceil(gap)));
}
