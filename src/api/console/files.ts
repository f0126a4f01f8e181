import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { notFound } from '../../kernel/failures.ts';
import { plain } from '../answer.ts';
import { route } from '../route.ts';
import type { PlainAnswer, Route } from '../route.ts';

/** Where `npm run console` puts what it builds. */
const built = fileURLToPath(new URL('../../../console/dist', import.meta.url));

/** Everything from this server and from files: no inline script or style, no other host, no frame around it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * The console: one page for every address below `/console`, and what it is made of. Names of assets hold a hash of their
 * contents, so that browsers keep them; the page itself is asked for each time.
 */
export function fileRoutes(folder = built): Route[] {
  const assets = join(folder, 'assets');
  /** By name; read once, since a name never stands for other contents. */
  const known = new Map<string, Buffer>();
  let names: ReadonlySet<string> = new Set();

  /** The contents of an asset; undefined where there is none of this name. No path of a request is ever opened. */
  async function assetNamed(name: string): Promise<Buffer | undefined> {
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    if (!names.has(name)) names = new Set(await readdir(assets).catch(() => []));
    if (!names.has(name)) return undefined;
    const bytes = await readFile(join(assets, name));
    known.set(name, bytes);
    return bytes;
  }

  async function asset(name: string, accepted: string): Promise<PlainAnswer> {
    const contentType = contentTypes[name.split('.').at(-1) ?? ''];
    if (contentType === undefined) throw notFound('file');
    const headers = {
      'content-type': contentType,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    };
    for (const [encoding, ending] of encodings) {
      if (!new RegExp(`\\b${encoding}\\b`).test(accepted)) continue;
      const bytes = await assetNamed(name + ending);
      if (bytes !== undefined) return plain({ ...headers, 'content-encoding': encoding }, bytes);
    }
    const bytes = await assetNamed(name);
    if (bytes === undefined) throw notFound('file');
    return plain(headers, bytes);
  }

  async function page(): Promise<PlainAnswer> {
    const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => notBuilt);
    return plain(
      {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'cache-control': 'no-cache',
      },
      html,
    );
  }

  const segments = ['a', 'b', 'c', 'd'] as const;
  const depths = [0, 1, 2, 3, 4].map((depth) => segments.slice(0, depth));
  return [
    route({
      ...hidden('/console/assets/{file}'),
      params: z.object({ file: z.string().regex(/^[\w.-]+$/) }),
      handle: ({ params, headers }) => asset(params.file, headers['accept-encoding']?.toString() ?? ''),
    }),
    route({ ...hidden('/console/'), handle: page }),
    ...depths.map((depth) =>
      route({
        ...hidden(['/console', ...depth.map((name) => `{${name}}`)].join('/')),
        params: z.object(Object.fromEntries(depth.map((name) => [name, z.string()]))),
        handle: page,
      }),
    ),
  ];
}

const hidden = (path: string) =>
  ({
    method: 'GET',
    path,
    operationId: `read${path.replaceAll(/\W/g, '_')}`,
    summary: 'A part of the console',
    tag: 'Console',
    access: { kind: 'public' },
    hidden: true,
    answer: { status: 200, contentType: 'text/html' },
  }) as const;

const notBuilt = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Cardwright console</title></head>
  <body>
    <h1>The console is not built yet</h1>
    <p>Run <code>npm run console</code> beside the server, and reload this page. <code>npm start</code> does so by itself.</p>
  </body>
</html>
`;
