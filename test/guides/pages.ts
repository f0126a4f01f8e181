import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page of documentation. */
export interface Page {
  /** From the root of the repository: `docs/guides/errors.md`. */
  readonly path: string;
  readonly text: string;
}

const read = (path: string): Page => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') });

export const readme = read('README.md');

/** All pages in `docs/guides`. */
export const guides: readonly Page[] = readdirSync(`${root}/docs/guides`)
  .filter((name) => name.endsWith('.md'))
  .sort()
  .map((name) => read(`docs/guides/${name}`));

/** A piece of shell that a page shows. */
export interface Example {
  /** The line it begins at. */
  readonly line: number;
  readonly script: string;
  /** The code of the refusal that the page shows below it, if it does. */
  readonly refusal: string | undefined;
}

/** The fenced blocks of a page that begin with this line. */
export function examplesOf({ text }: Page, fence: string): Example[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (line !== fence) return [];
    const end = lines.indexOf('```', at + 1);
    const below = lines.slice(end + 1).join('\n');
    const [, answer = ''] = /^\s*```json\n(.*?)\n```/s.exec(below) ?? [];
    const [, refusal] = /^\{\s*"code": "([A-Z_]+)"/.exec(answer) ?? [];
    return [{ line: at + 1, script: lines.slice(at + 1, end).join('\n'), refusal }];
  });
}
