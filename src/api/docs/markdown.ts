import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import http from 'highlight.js/lib/languages/http';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import sql from 'highlight.js/lib/languages/sql';
import yaml from 'highlight.js/lib/languages/yaml';
import { Marked } from 'marked';
import type { Token } from 'marked';
import { drawDiagram } from './diagrams/index.ts';
import { escape } from './diagrams/svg.ts';

for (const [name, language] of Object.entries({ bash, http, javascript, json, sql, yaml }))
  hljs.registerLanguage(name, language);
hljs.registerAliases(['sh', 'shell', 'console'], { languageName: 'bash' });
hljs.registerAliases(['js', 'mjs', 'ts'], { languageName: 'javascript' });

/** A heading of a page. */
export interface Heading {
  readonly depth: number;
  readonly text: string;
  /** As GitHub makes it, so that links work in both places. */
  readonly id: string;
}

/** What stands under one heading, as plain text to search in. */
export interface Section extends Heading {
  readonly body: string;
}

export interface Rendered {
  /** Of the first heading. */
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly sections: readonly Section[];
}

/** Where a link of a page leads on this server; undefined where that is nowhere. */
export type Resolve = (href: string) => string | undefined;

/** A page of ours as HTML. HTML inside Markdown is left out: comments are all that there is. */
export function renderMarkdown(text: string, resolve: Resolve): Rendered {
  const headings: Heading[] = [];
  const idFor = slugs();
  const marked = new Marked({
    renderer: {
      html: () => '',
      heading({ tokens, depth }) {
        const heading = { depth, text: plainText(tokens), id: '' };
        const id = idFor(heading.text);
        headings.push({ ...heading, id });
        const inner = breakable(this.parser.parseInline(tokens));
        const anchor =
          depth === 1 ? '' : `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
        return `<h${depth} id="${id}">${inner}${anchor}</h${depth}>\n`;
      },
      code: ({ text, lang }) => code(text, lang),
      table(token) {
        const cell = (tokens: Token[], tag: 'th' | 'td'): string => {
          const inner = breakable(this.parser.parseInline(tokens));
          // A column that needs no name has no heading: an empty one would be read out.
          return tag === 'th' && inner === '' ? '<td></td>' : `<${tag}>${inner}</${tag}>`;
        };
        const cells = (row: typeof token.header, tag: 'th' | 'td'): string =>
          `<tr>${row.map(({ tokens }) => cell(tokens, tag)).join('')}</tr>`;
        const body = token.rows.map((row) => cells(row, 'td')).join('\n');
        const many = token.header.length > 2 ? ' many' : '';
        return `<div class="wide${many}"><table><thead>${cells(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      checkbox: ({ checked }) =>
        `<input type="checkbox" disabled${checked ? ' checked' : ''} aria-label="${checked ? 'done' : 'to do'}"> `,
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const to = resolve(href);
        if (to === undefined) return inner;
        return `<a href="${escape(to)}"${/^https?:/.test(to) ? ' rel="noopener"' : ''}>${inner}</a>`;
      },
    },
  });
  const tokens = marked.lexer(text);
  const html = marked.parser(tokens);
  return { title: headings[0]?.text ?? '', html, headings, sections: sectionsOf(tokens, headings) };
}

/** A file that is no page, as it is. */
export const renderCode = (text: string, language: string): string => code(text.trimEnd(), language);

const shownNames: Readonly<Record<string, string>> = {
  sh: 'Shell',
  js: 'JavaScript',
  mjs: 'JavaScript',
  ts: 'TypeScript',
  json: 'JSON',
  http: 'HTTP',
  yaml: 'YAML',
  sql: 'SQL',
  text: 'Text',
};

function code(text: string, info: string | undefined): string {
  // "sh run" is shell that a test runs.
  const [language = ''] = (info ?? '').split(' ');
  if (language === 'mermaid') {
    const drawn = drawDiagram(text);
    if (drawn !== undefined) return `<figure class="drawn">${drawn}</figure>\n`;
  }
  const inner =
    hljs.getLanguage(language) === undefined
      ? escape(text)
      : hljs.highlight(text, { language, ignoreIllegals: true }).value;
  const name = shownNames[language] ?? language;
  return `<div class="code"><div class="bar"><span>${escape(name)}</span></div><pre tabindex="0"><code>${inner}</code></pre></div>\n`;
}

/** Lets long names break where a reader would: behind an underscore, a slash or a dot, not in the middle of a word. */
export const breakable = (html: string): string =>
  html.replaceAll(/(?<=[a-z}]{2})[_/.](?=[a-z{]{2}[^<>]*(?:<|$))/gi, '$&<wbr>');

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if ('tokens' in token && token.tokens !== undefined) return plainText(token.tokens);
      return 'text' in token ? unescape(String(token.text)) : '';
    })
    .join('');
}

/** The lexer leaves what was escaped as entities. */
const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The ids of headings as GitHub makes them: lower case, no punctuation, dashes for spaces, numbers for what comes again. */
export function slugs(): (text: string) => string {
  const seen = new Map<string, number>();
  return (text) => {
    const slug = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  };
}

function sectionsOf(tokens: readonly Token[], headings: readonly Heading[]): Section[] {
  const sections: { heading: Heading; body: string[] }[] = [];
  let at = 0;
  for (const token of tokens) {
    if (token.type === 'heading') {
      const heading = headings[at++];
      if (heading !== undefined) sections.push({ heading, body: [] });
    } else if (token.type !== 'html' && token.type !== 'space') {
      sections.at(-1)?.body.push(wordsOf(token));
    }
  }
  return sections.map(({ heading: { depth, text, id }, body }) => ({
    depth,
    text,
    id,
    body: body.join(' ').replaceAll(/\s+/g, ' ').trim(),
  }));
}

/** A token's text; a table's cells one after the other. */
function wordsOf(token: Token): string {
  if (token.type === 'table') {
    const { header, rows } = token as unknown as Record<'header', Cell[]> & { readonly rows: Cell[][] };
    return [header, ...rows].flatMap((row) => row.map((cell) => plainText(cell.tokens))).join(' ');
  }
  if (token.type === 'list') {
    const { items } = token as unknown as { readonly items: readonly Token[] };
    return items.map(wordsOf).join(' ');
  }
  return plainText([token]);
}

interface Cell {
  readonly tokens: readonly Token[];
}
