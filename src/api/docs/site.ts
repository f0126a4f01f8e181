import { escape } from './diagrams/svg.ts';
import { shell } from './layout.ts';
import { renderCode, renderMarkdown } from './markdown.ts';
import type { Rendered } from './markdown.ts';
import { fileName, openLibrary, pathOf } from './pages.ts';
import { reference } from './reference.ts';

/** A place that search finds. */
export interface Found {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  /** From the root of the server. */
  readonly path: string;
  readonly body: string;
}

/** The pages of the documentation, each made when it is first asked for. */
export interface Site {
  home(): string;
  reference(): string;
  guide(name: string): string | undefined;
  file(name: string): string | undefined;
  /** Instead of a page that is not there, so many parts below `/docs`. */
  missing(depth: number): string;
  /** Everything that can be found; the pages are made one at a time, with room for other work between. */
  search(operations: readonly Operation[]): Promise<string>;
}

/** A call of the API, for search. */
export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly call: string;
  readonly summary: string;
  readonly description: string;
}

/** Opens the documentation of this checkout. */
export function openSite(): Site {
  const library = openLibrary();
  const { groups, guides, files } = library;
  const order = groups.flatMap((group) => group.guides);
  const made = new Map<string, string>();
  const once = (path: string, make: () => string): string => {
    const known = made.get(path) ?? make();
    made.set(path, known);
    return known;
  };

  /** Where a link in a file leads, for a page that lies two folders below the root. */
  const resolveFrom =
    (page: string, up: string) =>
    (href: string): string | undefined => {
      if (/^https?:/.test(href) || href.startsWith('#')) return href;
      const path = pathOf(page, href);
      const [, hash] = href.split('#');
      const end = hash === undefined ? '' : `#${hash}`;
      if (path === undefined) return undefined;
      if (path === 'docs/guides' || path === 'docs/guides/README.md') return `${up}docs`;
      const [, guide] = /^docs\/guides\/([\w-]+)\.md$/.exec(path) ?? [];
      if (guide !== undefined) return guides.has(guide) ? `${up}docs/guides/${guide}${end}` : undefined;
      return files.has(fileName(path)) ? `${up}docs/files/${fileName(path)}${end}` : undefined;
    };

  const render = (path: string): Rendered => renderMarkdown(library.read(path), resolveFrom(path, '../../'));

  const page = (rendered: Pick<Rendered, 'title' | 'html' | 'headings'>, current?: string): string =>
    shell({
      up: '../../',
      title: `${rendered.title} · Cardwright`,
      kind: 'page',
      groups,
      headings: rendered.headings,
      ...(current !== undefined && { current }),
      main: `<article>${rendered.html}${current === undefined ? '' : neighbours(current)}</article>`,
    });

  function neighbours(name: string): string {
    const at = order.findIndex((guide) => guide.name === name);
    if (at === -1) return '';
    const link = (index: number, word: string, side: string): string => {
      const guide = order[index];
      return guide === undefined || index < 0
        ? ''
        : `<a class="${side}" href="../../docs/guides/${guide.name}"><small>${word}</small>${escape(guide.title)}</a>`;
    };
    return `<nav class="next" aria-label="Before and after">${link(at - 1, 'Before', 'before')}${link(at + 1, 'Next', 'after')}</nav>`;
  }

  return {
    home: () =>
      once('', () =>
        shell({ up: '', title: 'Cardwright documentation', kind: 'home', groups, main: homeOf(groups) }),
      ),
    reference: () =>
      shell({
        up: '../',
        title: 'API reference · Cardwright',
        kind: 'reference',
        groups,
        main: reference,
        styles: ['viewer.css'],
        scripts: ['viewer.js', 'start.js'],
      }),
    guide(name) {
      const path = guides.get(name);
      return path === undefined ? undefined : once(path, () => page(render(path), name));
    },
    file(name) {
      const path = files.get(name);
      if (path === undefined) return undefined;
      return once(path, () => {
        if (path.endsWith('.md')) return page(render(path));
        const html = `<h1>${escape(path)}</h1>${renderCode(library.read(path), path.split('.').at(-1) ?? '')}`;
        return page({ title: path, html, headings: [] });
      });
    },
    missing: (depth) =>
      shell({
        up: '../'.repeat(depth),
        title: 'Not found · Cardwright',
        kind: 'page',
        groups,
        main: `<article><h1>There is no such page</h1>
<p>It may have been moved, or its address is mistyped. Search with <kbd>/</kbd>, or begin at <a href="${'../'.repeat(depth)}docs">all guides</a> or the <a href="${'../'.repeat(depth)}docs/api">API reference</a>.</p></article>`,
      }),
    async search(operations) {
      const found: Found[] = operations.map(({ id, tag, call, summary, description }) => ({
        id: `api ${id}`,
        title: call,
        page: 'API',
        path: `docs/api#/${encodeURIComponent(tag)}/${id}`,
        body: `${summary}. ${description}`.replaceAll('`', ''),
      }));
      for (const [name, path] of guides) {
        await new Promise((resume) => setImmediate(resume));
        const { title, sections } = render(path);
        for (const section of sections)
          found.push({
            id: `${name}#${section.id}`,
            title: section.text,
            page: title,
            path: `docs/guides/${name}${section.depth === 1 ? '' : `#${section.id}`}`,
            body: section.body,
          });
      }
      return JSON.stringify(found);
    },
  };
}

function homeOf(groups: ReturnType<typeof openLibrary>['groups']): string {
  const cards = groups.map(
    ({ title, guides }) =>
      `<h2>${escape(title)}</h2><div class="cards">${guides
        .map(
          (guide) =>
            `<a href="docs/guides/${guide.name}"><strong>${escape(guide.title)}</strong>${escape(guide.about.replaceAll('`', ''))}</a>`,
        )
        .join('')}</div>`,
  );
  return `<div class="hero"><h1>Cards and wallets, run by yourself</h1>
<p>Issue cards on crypto balances, decide on purchases in real time, hold wallets under keys that lie in no one place, and be told of everything by signed webhooks. And make all of it happen, with the simulator, before it does.</p>
<div class="ways"><a href="docs/guides/quickstart">Quickstart</a><a href="docs/guides/concepts">Concepts</a><a href="docs/api">API reference</a></div></div>
${cards.join('\n')}`;
}
