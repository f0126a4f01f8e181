import { drawSequence } from './sequence.ts';
import { drawStates } from './states.ts';

/**
 * Draws a diagram that a guide has written in Mermaid's language, as SVG inside the page: Mermaid itself needs a browser and
 * inline styles, which the policy of the pages forbids. The part of the language that the guides use is understood:
 * `stateDiagram-v2` with transitions, `sequenceDiagram` with messages and notes.
 *
 * @returns undefined for what is not of that part; a test holds that no guide has such
 */
export function drawDiagram(source: string): string | undefined {
  const [kind, ...lines] = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('%%'));
  if (kind === 'stateDiagram-v2') return drawStates(lines);
  if (kind === 'sequenceDiagram') return drawSequence(lines);
  return undefined;
}
