import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { plain } from '../answer.ts';
import { openApiOf } from '../openapi/index.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { page, start } from './page.ts';

const access = { kind: 'public' } as const;
const tag = 'Documentation';

/** Everything from this server: no script, font or request goes to or comes from anybody else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI document of these routes, and a page to read it and try it on. */
export function documentationRoutes(routes: () => readonly Route[]): Route[] {
  let document: string | undefined;
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
    file('/docs', 'text/html; charset=utf-8', () => Promise.resolve(page)),
    file('/docs/start.js', 'text/javascript; charset=utf-8', () => Promise.resolve(start)),
    file('/docs/viewer.js', 'text/javascript; charset=utf-8', () => viewerFile('swagger-ui-bundle.js')),
    file('/docs/viewer.css', 'text/css; charset=utf-8', () => viewerFile('swagger-ui.css')),
  ];
}

function file(path: string, contentType: string, read: () => Promise<string | Buffer>): Route {
  return route({
    method: 'GET',
    path,
    operationId: `read${path.replaceAll(/\W/g, '_')}`,
    summary: 'A part of the page of this reference',
    tag,
    access,
    hidden: true,
    answer: { status: 200, contentType },
    handle: async () => {
      const headers = {
        'content-type': contentType,
        'content-security-policy': policy,
        'cache-control': 'no-cache',
      };
      return plain(headers, await read());
    },
  });
}

/** A file of the viewer, as its package brings it. */
function viewerFile(name: string): Promise<Buffer> {
  const folder = dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json'));
  return readFile(join(folder, 'static', name));
}
