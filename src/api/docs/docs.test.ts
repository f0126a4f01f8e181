import assert from 'node:assert/strict';
import test from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import { documentationRoutes } from './routes.ts';

const api = await testApi({ routes: () => documentationRoutes(() => []) });

test('the page takes everything from this server, and the policy holds it to that', async () => {
  const page = await ask(api.url, 'GET', '/docs');
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(
    String(page.headers['content-security-policy']),
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  assert.doesNotMatch(page.text, /https?:|\/\//);
  for (const [, part] of page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)) {
    const loaded = await ask(api.url, 'GET', `/${part}`);
    assert.equal(loaded.status, 200);
    assert.match(String(loaded.headers['content-type']), /^text\/(?:javascript|css); charset=utf-8$/);
  }
});

test('the document is served', async () => {
  const document = await ask(api.url, 'GET', '/openapi.json');
  assert.equal(document.body.openapi, '3.1.0');
  assert.ok(Object.keys(document.body.webhooks as object).includes('CARDS.CLEARING.PENDING'));
});
