import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../kernel/failures.ts';
import { plain } from '../answer.ts';
import { openApiOf } from '../openapi/index.ts';
import { route } from '../route.ts';
import type { PlainAnswer, Route } from '../route.ts';
import type { Operation, Site } from './site.ts';

const access = { kind: 'public' } as const;
const tag = 'Documentation';

/** Everything from this server: no script, font or request goes to or comes from anybody else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const html = 'text/html; charset=utf-8';
const javascript = 'text/javascript; charset=utf-8';
const css = 'text/css; charset=utf-8';

/**
 * The OpenAPI document of these routes, a page to read it and try it on (`/docs/api`), and the guides (`/docs`), with search.
 */
export function documentationRoutes(
  routes: () => readonly Route[],
  open: () => Promise<Site> = openLate,
): Route[] {
  let document: string | undefined;
  const site = kept(open);
  return [
    route({
      method: 'GET',
      path: '/openapi.json',
      operationId: 'getOpenApi',
      summary: 'This document',
      tag,
      access,
      answer: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
      handle: () => {
        document ??= JSON.stringify(openApiOf(routes()));
        return Promise.resolve(plain({ 'content-type': 'application/json; charset=utf-8' }, document));
      },
    }),
    fixed('/docs', html, async () => (await site()).home()),
    fixed('/docs/api', html, async () => (await site()).reference()),
    fixed('/docs/search.json', 'application/json; charset=utf-8', async () =>
      (await site()).search(operationsOf(routes())),
    ),
    named('/docs/guides/{name}', async (name) => (await site()).guide(name), nowhere),
    named('/docs/files/{name}', async (name) => (await site()).file(name), nowhere),
    ...assets.map(([name, type, read]) => fixed(`/docs/assets/${name}`, type, read)),
    root,
    ...moved,
    ...depths.map((depth) => unknown(depth, nowhere)),
  ];

  /** What is not there is told as a page to who reads pages, else as every other refusal. */
  async function nowhere(headers: IncomingHttpHeaders, depth: number): Promise<PlainAnswer> {
    if (headers.accept?.includes('text/html') !== true)
      throw new Failure('NOT_FOUND', 'There is no such page. All pages: /docs');
    return plain(headersOf(html), (await site()).missing(depth), 404);
  }
}

/** Markdown and what colours code are loaded when somebody reads, not when the server starts. */
const openLate = async (): Promise<Site> => (await import('./site.ts')).openSite();

/** Makes it once, when it is first asked for. What failed is made again: the next reader may have more luck with the disk. */
function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

type Nowhere = (headers: IncomingHttpHeaders, depth: number) => Promise<PlainAnswer>;

const own = (name: string) => () => readFile(new URL(`browser/${name}`, import.meta.url));
const from = (bringer: string, file: string) => () =>
  readFile(join(dirname(createRequire(import.meta.url).resolve(bringer)), file));

/** What the pages load, by name. */
const assets: readonly (readonly [string, string, () => Promise<string | Buffer>])[] = [
  ['site.css', css, own('site.css')],
  ['site.js', javascript, own('site.js')],
  ['theme.js', javascript, own('theme.js')],
  [
    'inter.woff2',
    'font/woff2',
    from('@fontsource-variable/inter/package.json', 'files/inter-latin-wght-normal.woff2'),
  ],
  ['icon.svg', 'image/svg+xml', own('icon.svg')],
  ['minisearch.js', javascript, from('minisearch', '../es/index.js')],
  // The viewer, as its package brings it.
  ['viewer.js', javascript, from('@fastify/swagger-ui/package.json', 'static/swagger-ui-bundle.js')],
  ['viewer.css', css, from('@fastify/swagger-ui/package.json', 'static/swagger-ui.css')],
  ['start.js', javascript, own('start.js')],
];

const about = {
  method: 'GET',
  summary: 'A part of the documentation',
  tag,
  access,
  hidden: true,
} as const;

/** What never changes while the server runs: it is read, and its tag computed, once, since anybody may ask for it any number of times. */
function fixed(path: string, contentType: string, read: () => Promise<string | Buffer>): Route {
  const content = kept(async () => tagged(await read()));
  return route({
    ...about,
    path,
    operationId: `read${path.replaceAll(/\W/g, '_')}`,
    answer: { status: 200, contentType },
    handle: async ({ headers }) => part(contentType, await content(), headers),
  });
}

/** Pages by a name that is looked up in a list, never in the file system. */
function named(path: string, read: (name: string) => Promise<string | undefined>, nowhere: Nowhere): Route {
  return route({
    ...about,
    path,
    operationId: `read${path.replaceAll(/\W+/g, '_')}`,
    params: z.object({ name: z.string() }),
    answer: { status: 200, contentType: html },
    handle: async ({ params, headers }) => {
      const page = await read(params.name);
      return page === undefined ? nowhere(headers, 2) : part(html, tagged(page), headers);
    },
  });
}

const parts = ['a', 'b', 'c', 'd'] as const;
const depths = [1, 2, 3, 4] as const;

/** Whatever else stands below `/docs`: with a slash too many it is sent to the place without. */
function unknown(depth: (typeof depths)[number], nowhere: Nowhere): Route {
  const names = parts.slice(0, depth);
  return route({
    ...about,
    path: ['/docs', ...names.map((name) => `{${name}}`)].join('/'),
    operationId: `readNothing${depth}`,
    params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
    answer: { status: 200, contentType: html },
    handle({ headers, params }) {
      const given = names.map((name) => String(params[name]));
      return given.length > 1 && given.at(-1) === ''
        ? Promise.resolve(to(`../${encodeURIComponent(given.at(-2) ?? '')}`))
        : nowhere(headers, depth);
    },
  });
}

/** Addresses in pages are relative, so each page has one place, and places are named relatively, so that a proxy may add a path. */
const to = (location: string, status = 308): PlainAnswer =>
  plain({ 'content-type': html, location }, '', status);

const moved = [
  ['/docs/', '../docs'],
  ['/docs/guides', '../docs'],
  ['/docs/guides/', '../../docs'],
].map(([path = '', location = '']) =>
  route({
    ...about,
    path,
    operationId: `move${path.replaceAll(/\W/g, '_')}`,
    answer: { status: 200, contentType: html },
    handle: () => Promise.resolve(to(location)),
  }),
);

/** What a start prints is the address of the server alone: who opens it in a browser finds the documentation. */
const root = route({
  ...about,
  path: '/',
  operationId: 'readRoot',
  answer: { status: 200, contentType: html },
  handle({ headers }) {
    if (headers.accept?.includes('text/html') === true) return Promise.resolve(to('docs', 302));
    throw new Failure(
      'NOT_FOUND',
      'There is nothing here. Guides: /docs; every call: /openapi.json; console: /console.',
    );
  },
});

const headersOf = (contentType: string): Record<string, string> => ({
  'content-type': contentType,
  'content-security-policy': policy,
  'cache-control': 'no-cache',
});

interface Content {
  readonly body: string | Buffer;
  readonly etag: string;
}

const tagged = (body: string | Buffer): Content => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
});

/** Asked for again each time, and sent again only when it has changed (RFC 9110, section 13.1.2). */
function part(contentType: string, { body, etag }: Content, asked: IncomingHttpHeaders): PlainAnswer {
  const headers = { ...headersOf(contentType), etag };
  const known = (asked['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.some((tag) => tag === etag || tag === '*') ? plain(headers, '', 304) : plain(headers, body);
}

const operationsOf = (routes: readonly Route[]): Operation[] =>
  routes
    .filter((one) => one.hidden !== true)
    .map((one) => ({
      id: one.operationId,
      tag: one.tag,
      call: `${one.method} ${one.path}`,
      summary: one.summary,
      description: one.description ?? '',
    }));
