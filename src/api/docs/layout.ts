import { escape } from './diagrams/svg.ts';
import { breakable } from './markdown.ts';
import type { Heading } from './markdown.ts';
import type { Group } from './pages.ts';

export interface Shell {
  /** From the folder of the page to the root of the server: `` or `../../`. Addresses are relative, so that a proxy may add a path. */
  readonly up: string;
  readonly title: string;
  readonly groups: readonly Group[];
  /** The guide that is shown. */
  readonly current?: string;
  readonly headings?: readonly Heading[];
  /** Classes of the body. */
  readonly kind: 'home' | 'page' | 'reference';
  readonly main: string;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

/** A page as a whole. Works without scripts; they add search, copying, the menu of narrow screens and the choice of colours. */
export function shell(page: Shell): string {
  const { up, title, kind } = page;
  const at = (path: string): string => `${up}docs/${path}`;
  const home = `${up}docs`;
  const styles = ['site.css', ...(page.styles ?? [])];
  const scripts = [...(page.scripts ?? [])];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="icon" href="${at('assets/icon.svg')}">
${styles.map((name) => `<link rel="stylesheet" href="${at(`assets/${name}`)}">`).join('\n')}
<script src="${at('assets/theme.js')}"></script>
<script type="module" src="${at('assets/site.js')}"></script>
</head>
<body class="${kind}">
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<button class="menu" type="button" aria-label="Menu" aria-expanded="false" aria-controls="nav" hidden>${icons.menu}</button>
<a class="brand" href="${home}" aria-label="Cardwright documentation">${icons.brand}<span>Cardwright</span></a>
<nav class="places" aria-label="Places">
<a href="${home}"${kind === 'reference' ? '' : ' aria-current="true"'}>Guides</a>
<a href="${at('api')}"${kind === 'reference' ? ' aria-current="true"' : ''}>API reference</a>
</nav>
<button class="search" type="button" aria-label="Search" hidden>${icons.search}<span>Search</span><kbd>/</kbd></button>
<button class="theme" type="button" aria-label="Colours" hidden>${icons.theme}</button>
</header>
<div class="frame">
${kind === 'page' ? navigation(page, at) : ''}
<main id="main">
${page.main}
</main>
${kind === 'page' ? contents(page.headings ?? []) : ''}
</div>
${scripts.map((name) => `<script src="${at(`assets/${name}`)}"></script>`).join('\n')}
</body>
</html>
`;
}

function navigation({ groups, current }: Shell, at: (path: string) => string): string {
  const group = ({ title, guides }: Group): string =>
    `<section><h2>${escape(title)}</h2><ul>${guides
      .map(
        ({ name, title }) =>
          `<li><a href="${at(`guides/${name}`)}"${name === current ? ' aria-current="page"' : ''}>${escape(title)}</a></li>`,
      )
      .join('')}</ul></section>`;
  return `<nav id="nav" class="guides" aria-label="Guides">${groups.map(group).join('')}</nav>`;
}

function contents(headings: readonly Heading[]): string {
  const shown = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (shown.length < 2) return '<aside class="contents"></aside>';
  const lines = shown.map(
    ({ depth, text, id }) =>
      `<li class="depth-${depth}"><a href="#${id}">${breakable(escape(text))}</a></li>`,
  );
  return `<aside class="contents"><nav aria-label="On this page"><h2>On this page</h2><ul>${lines.join('')}</ul></nav></aside>`;
}

const icon = (paths: string): string =>
  `<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

const icons = {
  menu: icon('<path d="M4 7h16M4 12h16M4 17h16"/>'),
  brand: icon('<rect x="3" y="5" width="18" height="14" rx="3"/><path d="M3 10h18M7 15h4"/>'),
  search: icon('<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>'),
  theme: icon('<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>'),
};
