import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import { healthRoutes } from '../health/routes.ts';
import { drawDiagram } from './diagrams/index.ts';
import { widthOf } from './diagrams/svg.ts';
import { renderMarkdown, slugs } from './markdown.ts';
import { documentationRoutes } from './routes.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';

const some = healthRoutes({ isReady: () => Promise.resolve(true) });
const api = await testApi({ routes: () => documentationRoutes(() => some) });

const names = readdirSync(new URL('../../../docs/guides/', import.meta.url))
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .map((name) => name.replace(/\.md$/, ''));

const pages = new Map<string, string>();
async function pageAt(path: string): Promise<string> {
  const known = pages.get(path);
  if (known !== undefined) return known;
  const { status, text, headers } = await ask(api.url, 'GET', path);
  assert.equal(status, 200, path);
  if (String(headers['content-type']).startsWith('text/html')) pages.set(path, text);
  return text;
}

const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );

test('pages take everything from this server, and the policy holds them to that', async () => {
  for (const path of ['/docs', '/docs/api', '/docs/guides/webhooks']) {
    const page = await ask(api.url, 'GET', path);
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|https?:/);
    assert.doesNotMatch(page.text, / style=| on[a-z]+="|<script>|<style/);
    const loaded = [...page.text.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g)];
    assert.ok(loaded.length > 3);
    for (const [, part = ''] of loaded) {
      assert.doesNotMatch(part, /^\w+:|^\//, 'addresses are relative, so that a proxy may add a path');
      const { status, headers } = await ask(api.url, 'GET', new URL(part, api.url + path).pathname);
      assert.equal(status, 200, part);
      assert.match(
        String(headers['content-type']),
        /^(text\/(javascript|css); charset=utf-8|image\/svg\+xml)$/,
      );
    }
  }
});

test('every link of every page leads to a page that is there, and to a heading that is there', async () => {
  const unread = ['/docs', ...names.map((name) => `/docs/guides/${name}`)];
  const seen = new Set(unread);
  const dead: string[] = [];
  for (let path = unread.pop(); path !== undefined; path = unread.pop()) {
    const html = await pageAt(path);
    for (const href of attributes(html, 'href')) {
      if (/^https?:/.test(href)) continue;
      const to = new URL(href, api.url + path);
      assert.equal(to.origin, api.url, href);
      const { status, text, headers } = await ask(api.url, 'GET', to.pathname);
      const isPage = String(headers['content-type']).startsWith('text/html');
      if (status !== 200) dead.push(`${path}: ${href} answers ${status}`);
      else if (to.hash !== '' && !attributes(text, 'id').includes(decodeURIComponent(to.hash.slice(1))))
        dead.push(`${path}: ${href} has no such heading`);
      if (isPage && status === 200 && !seen.has(to.pathname)) {
        seen.add(to.pathname);
        unread.push(to.pathname);
      }
    }
  }
  assert.deepEqual(dead, []);
  assert.ok(seen.has('/docs/files/examples-receiver.mjs'), 'files that guides name are shown, too');
});

test('every guide can be found, and so can every call', async () => {
  const { text, headers } = await ask(api.url, 'GET', '/docs/search.json');
  assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  const found = JSON.parse(text) as { id: string; title: string; path: string; body: string }[];
  assert.equal(new Set(found.map(({ id }) => id)).size, found.length, 'ids are each one’s own');
  for (const name of names)
    assert.ok(
      found.some(({ path }) => path === `docs/guides/${name}`),
      name,
    );
  for (const { path } of found) {
    const to = new URL(path, `${api.url}/`);
    const html = await pageAt(to.pathname);
    if (to.pathname !== '/docs/api' && to.hash !== '')
      assert.ok(html.includes(`id="${to.hash.slice(1)}"`), path);
  }
  const ready = found.find(({ title }) => title === 'GET /readyz');
  assert.equal(ready?.path, 'docs/api#/Health/isReady');
});

test('all diagrams are drawn: none is left as its source', async () => {
  let drawn = 0;
  for (const name of names) {
    const html = await pageAt(`/docs/guides/${name}`);
    assert.doesNotMatch(html, /<span>mermaid<\/span>/, `${name}: write what src/api/docs/diagrams reads`);
    drawn += html.split('<svg class="diagram"').length - 1;
  }
  assert.ok(drawn >= 3);
});

test('what is not there is not found, whatever the name', async () => {
  for (const path of [
    '/docs/guides/nowhere',
    '/docs/guides/README',
    '/docs/guides/..%2F..%2F..%2Fpackage.json',
    '/docs/files/package.json',
    '/docs/files/__proto__',
    '/docs/assets/routes.ts',
  ])
    assert.equal((await ask(api.url, 'GET', path)).status, 404, path);
});

test('who reads pages is told in a page that one is not there', async () => {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  for (const path of ['/docs/nowhere', '/docs/guides/nowhere', '/docs/files/nowhere', '/docs/a/b/c/d']) {
    const { status, text, headers } = await ask(api.url, 'GET', path, { headers: { accept } });
    assert.equal(status, 404, path);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.match(text, /There is no such page/);
    for (const href of attributes(text, 'href').filter((one) => !one.startsWith('#')))
      assert.equal((await ask(api.url, 'GET', new URL(href, api.url + path).pathname)).status, 200, href);
    const program = await ask(api.url, 'GET', path, { headers: { accept: 'application/json' } });
    assert.deepEqual([program.status, program.body.code], [404, 'NOT_FOUND']);
  }
  const slash = await ask(api.url, 'GET', '/docs/');
  assert.equal(slash.status, 308);
  assert.equal(new URL(String(slash.headers['location']), `${api.url}/docs/`).pathname, '/docs');
});

test('an address with a slash too many, and the one that a start prints, lead to a page', async () => {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  for (const [path, place] of [
    ['/', '/docs'],
    ['/docs/', '/docs'],
    ['/docs/guides', '/docs'],
    ['/docs/guides/', '/docs'],
    ['/docs/api/', '/docs/api'],
    ['/docs/guides/webhooks/', '/docs/guides/webhooks'],
    ['/docs/files/examples-receiver.mjs/', '/docs/files/examples-receiver.mjs'],
  ] as const) {
    const { status, headers } = await ask(api.url, 'GET', path, { headers: { accept } });
    assert.equal(status, path === '/' ? 302 : 308, path);
    const to = new URL(String(headers['location']), api.url + path);
    assert.deepEqual([to.origin, to.pathname], [api.url, place], path);
  }
  const program = await ask(api.url, 'GET', '/');
  assert.deepEqual([program.status, program.body.code], [404, 'NOT_FOUND']);
  assert.match(String(program.body.message), /\/docs.*\/openapi\.json/);
});

test('what a browser has already is not sent again', async () => {
  for (const path of [
    '/docs',
    '/docs/api',
    '/docs/guides/webhooks',
    '/docs/search.json',
    '/docs/assets/viewer.js',
  ]) {
    const first = await ask(api.url, 'GET', path);
    const etag = String(first.headers['etag']);
    assert.match(etag, /^"[\w-]{27}"$/, path);
    assert.equal(first.headers['cache-control'], 'no-cache');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(api.url, 'GET', path, { headers: { 'if-none-match': known } });
      assert.deepEqual([again.status, again.text, again.headers['etag']], [304, '', etag], path);
      assert.equal(again.headers['content-length'], undefined);
    }
    const other = await ask(api.url, 'GET', path, { headers: { 'if-none-match': '"other"' } });
    assert.deepEqual([other.status, other.text], [200, first.text], path);
  }
});

test('a first read that failed is not kept: the next one reads again', async () => {
  let reads = 0;
  const open = async (): Promise<Site> => {
    reads += 1;
    if (reads === 1) throw new Error('too many open files');
    return openSite();
  };
  let [searches, homes] = [0, 0];
  const flaky = await testApi({
    routes: () =>
      documentationRoutes(
        () => some,
        async () => {
          const site = await open();
          return {
            ...site,
            home() {
              homes += 1;
              return site.home();
            },
            search(operations) {
              searches += 1;
              return searches === 1 ? Promise.reject(new Error('no such file')) : site.search(operations);
            },
          };
        },
      ),
  });
  const status = async (path: string): Promise<number> => (await ask(flaky.url, 'GET', path)).status;
  assert.equal(await status('/docs'), 500);
  assert.equal(await status('/docs'), 200);
  assert.equal(await status('/docs/search.json'), 500);
  assert.equal(await status('/docs/search.json'), 200);
  assert.equal(await status('/docs/search.json'), 200);
  assert.equal(await status('/docs'), 200);
  assert.deepEqual([reads, searches, homes], [2, 2, 1], 'and what was read is kept');
});

test('long names break behind their joints, and numbers and tags do not', () => {
  const { html } = renderMarkdown(
    '## A_SETTING_NAME\n\n| what |  |\n| --- | --- |\n| `POST /cards/{id}/limits` is 87.50 [x](b.md#a_bb) | `a_b` |\n',
    () => '../to_this/place.html',
  );
  assert.match(html, /<h2 id="a_setting_name">A_SETTING_<wbr>NAME</);
  assert.match(
    html,
    /<code>POST \/cards\/<wbr>\{id\}\/<wbr>limits<\/code> is 87\.50 <a href="\.\.\/to_this\/place\.html">/,
  );
  assert.match(html, /<th>what<\/th><td><\/td>/);
});

test('the document is served', async () => {
  const document = await ask(api.url, 'GET', '/openapi.json');
  assert.equal(document.body.openapi, '3.1.0');
  assert.ok(Object.keys(document.body.webhooks as object).includes('CARDS.CLEARING.PENDING'));
});

test('HTML inside a page is left out, and what looks like it in text and code is only text', () => {
  const { html, title, sections } = renderMarkdown(
    '# A <b> `x<y>`\n\n<script>alert(1)</script>\n\nIt is `<img src=x>` & [here](javascript:alert) and [there](b.md#c).\n\n## More\n\n```sh\necho "<i>" | cat\n```\n',
    (href) => (href === 'b.md#c' ? '../b#c' : undefined),
  );
  assert.doesNotMatch(html, /<script|<img|<i>|javascript:/);
  assert.match(html, /<a href="\.\.\/b#c">there<\/a>/);
  assert.match(title, /x<y>/);
  assert.equal(sections[1]?.body, 'echo "<i>" | cat');
});

test('headings have the ids that GitHub gives them', () => {
  const slug = slugs();
  assert.deepEqual(['`POST /x`: why?', 'A_b – c', 'Why', 'why'].map(slug), [
    'post-x-why',
    'a_b--c',
    'why',
    'why-1',
  ]);
});

test('a diagram is drawn only when every line of it is understood', () => {
  const states = drawDiagram(
    'stateDiagram-v2\n  direction LR\n  [*] --> a: begins\n  a --> a: again\n  a --> [*]',
  );
  assert.match(states ?? '', /aria-label="\[\*\] begin to a: begins; a to a: again; a to \[\*\] end"/);
  assert.equal(states?.split('<polygon').length, 4);
  const talk = drawDiagram(
    'sequenceDiagram\n  participant A as Ann <i>\n  A->>B: hello\n  Note over A,B: both\n  B-->>A: hi',
  );
  assert.match(talk ?? '', /Ann &lt;i&gt;.*hello.*both.*hi/s);
  assert.equal(drawDiagram('sequenceDiagram\n  loop every day\n  A->>B: x\n  end'), undefined);
  assert.equal(drawDiagram('pie\n "a": 1'), undefined);
});

test('no label of a diagram lies over another one, or over a state', async () => {
  interface Box {
    readonly what: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }
  const overlap = (a: Box, b: Box): boolean =>
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
  let seen = 0;
  for (const name of names) {
    const page = await pageAt(`/docs/guides/${name}`);
    for (const [svg] of page.matchAll(/<svg class="diagram".*?<\/svg>/gs)) {
      if (!svg.includes('class="edge"')) continue;
      const labels = [
        ...svg.matchAll(/<text class="label" x="([^"]+)" y="([^"]+)" text-anchor="(\w+)"[^>]*>([^<]*)</g),
      ].map(([, x, y, anchor, what = '']): Box => {
        const width = widthOf(what);
        return { what, x: Number(x) + (anchor === 'start' ? width / 2 : 0), y: Number(y), width, height: 14 };
      });
      const states = [
        ...svg.matchAll(/<rect class="node" x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g),
      ].map(([, ...box]): Box => {
        const [x = 0, y = 0, width = 0, height = 0] = box.map(Number);
        return { what: 'a state', x: x + width / 2, y: y + height / 2, width, height };
      });
      for (const [at, label] of labels.entries()) {
        const over = [...labels.slice(at + 1), ...states].find((other) => overlap(label, other));
        assert.equal(over, undefined, `${name}: "${label.what}" and "${over?.what}"`);
        seen += 1;
      }
    }
  }
  assert.ok(seen > 20);
});
