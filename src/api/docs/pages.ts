import { readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that everything is read from; what is asked for is only ever looked up in the lists below. */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const guidesFolder = 'docs/guides';

/** A guide as the index names it. */
export interface Guide {
  /** `api-keys` */
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

export interface Group {
  readonly title: string;
  readonly guides: readonly Guide[];
}

/** What there is to read. */
export interface Library {
  /** Sections and guides, in the order of `docs/guides/README.md`. */
  readonly groups: readonly Group[];
  /** Name to path of every guide, whether the index names it or not. */
  readonly guides: ReadonlyMap<string, string>;
  /** Name to path of the other files that pages link to: `examples-receiver.mjs`. */
  readonly files: ReadonlyMap<string, string>;
  /** Of a path from the root of the repository. */
  read(path: string): string;
}

/** Looks at what there is; once, since it does not change while the server runs. */
export function openLibrary(): Library {
  const read = (path: string): string => readFileSync(posix.join(root, path), 'utf8');
  const guides = new Map(
    readdirSync(posix.join(root, guidesFolder))
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .sort()
      .map((file) => [file.replace(/\.md$/, ''), `${guidesFolder}/${file}`] as const),
  );
  const files = new Map<string, string>();
  const unread = [`${guidesFolder}/README.md`, ...guides.values()];
  for (let path = unread.pop(); path !== undefined; path = unread.pop()) {
    for (const { href } of linksOf(read(path))) {
      const target = pathOf(path, href);
      if (target === undefined || target.startsWith(`${guidesFolder}/`)) continue;
      const name = fileName(target);
      if (files.has(name) || !isReadable(target)) continue;
      files.set(name, target);
      if (target.endsWith('.md')) unread.push(target);
    }
  }
  return { groups: groupsOf(read(`${guidesFolder}/README.md`)), guides, files, read };
}

/** `examples/receiver.mjs` is `examples-receiver.mjs`: one part of an address. */
export const fileName = (path: string): string => path.replaceAll('/', '-');

/** Where a link of a page leads, from the root of the repository; undefined for another host or the page itself. */
export function pathOf(page: string, href: string): string | undefined {
  const [path = ''] = href.split('#');
  if (path === '' || /^[a-z]+:/.test(path)) return undefined;
  return posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, '');
}

/** Only text of the repository itself, nothing hidden, nothing installed. */
function isReadable(path: string): boolean {
  if (!/\.(md|mjs|js|ts|json|sol|sql|yaml)$/.test(path)) return false;
  if (path.split('/').some((part) => part.startsWith('.') || part === 'node_modules')) return false;
  return statSync(posix.join(root, path), { throwIfNoEntry: false })?.isFile() ?? false;
}

interface Link {
  readonly text: string;
  readonly href: string;
}

const linksOf = (text: string): Link[] =>
  [...text.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)].map(([, text = '', href = '']) => ({ text, href }));

/** The tables of the index: a heading for each group, a row for each guide. */
function groupsOf(index: string): Group[] {
  const groups: { title: string; guides: Guide[] }[] = [];
  for (const line of index.split('\n')) {
    const [, title] = /^## (.+)$/.exec(line) ?? [];
    if (title !== undefined) groups.push({ title, guides: [] });
    const [, name, file, about] = /^\| \[([^\]]+)\]\(([\w-]+)\.md\)\s*\|\s*(.*?)\s*\|$/.exec(line) ?? [];
    if (name !== undefined && file !== undefined)
      groups.at(-1)?.guides.push({ name: file, title: name, about: about ?? '' });
  }
  return groups.filter(({ guides }) => guides.length > 0);
}
