import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { suite, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { noBrowser, openBrowser } from '../console/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The reference draws some hundred calls at once, which takes a busy machine a while. */
const drawing = { timeout: 120_000 };
const narrow = { viewport: { width: 390, height: 800 } };

suite('the documentation in a browser', { skip: noBrowser }, async () => {
  if (noBrowser !== false) return;
  const { server, open } = await openBrowser();

  /** Opens a page; what goes wrong in it is empty at the end of the test. */
  async function read(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { page, faults } = await open(options);
    await page.goto(server.url + path);
    await look(page);
    assert.deepEqual(faults, []);
    await page.context().close();
  }

  const theme = (page: Page): Promise<string | undefined> =>
    page.evaluate(() => document.documentElement.dataset['theme']);
  const paper = (page: Page): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test('a code block is copied as it stands', async () => {
    const options = { permissions: ['clipboard-read', 'clipboard-write'] };
    await read('/docs/guides/introduction', options, async (page) => {
      const block = page.locator('.code', { hasText: 'card_holder_name' }).first();
      await block.getByRole('button', { name: 'Copy' }).click();
      await block.getByRole('button', { name: 'Copied' }).waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, /^CARD=\$\(curl .*\n.*'content-type: application\/json'/);
      assert.equal(copied, await block.locator('code').textContent());
      await block.getByRole('button', { name: 'Copy', exact: true }).waitFor();
    });
  });

  test('a code block is marked where it may not be copied', async () => {
    await read('/docs/guides/introduction', {}, async (page) => {
      await page.evaluate(() =>
        Object.defineProperty(navigator, 'clipboard', {
          value: { writeText: () => Promise.reject(new Error('no')) },
        }),
      );
      const block = page.locator('.code').first();
      await block.getByRole('button', { name: 'Copy' }).click();
      await block.getByRole('button', { name: 'Selected' }).waitFor();
      const marked = await page.evaluate(() => getSelection()?.toString());
      assert.equal(marked?.trim(), (await block.locator('code').textContent())?.trim());
    });
  });

  test('colours are those of the system until others are chosen, which stay', async () => {
    await read('/docs', { colorScheme: 'dark' }, async (page) => {
      assert.equal(await theme(page), 'dark');
      const dark = await paper(page);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
      assert.notEqual(await paper(page), dark);
      await page.getByRole('button', { name: 'Colours' }).click();
      assert.equal(await theme(page), 'dark');
      assert.equal(await paper(page), dark);
      await page.reload();
      assert.equal(await theme(page), 'dark', 'it was chosen, whatever the system says');
      // The reference is drawn by another hand, and follows.
      await page.goto(`${server.url}/docs/api`);
      await page.locator('.opblock').first().waitFor(drawing);
      assert.equal(await paper(page), dark);
      await page.getByRole('button', { name: 'Colours' }).click();
      assert.equal(await theme(page), 'light');
      assert.notEqual(await paper(page), dark);
    });
  });

  test('on a narrow screen the guides are behind a button', async () => {
    await read('/docs/guides/cards', narrow, async (page) => {
      const button = page.getByRole('button', { name: 'Menu' });
      const guides = page.getByRole('navigation', { name: 'Guides' });
      assert.equal(await guides.isVisible(), false);
      await button.click();
      assert.equal(await guides.isVisible(), true);
      assert.equal(await button.getAttribute('aria-expanded'), 'true');
      assert.equal(await guides.getByRole('link', { name: 'Cards', exact: true }).isVisible(), true);
      await page.keyboard.press('Escape');
      assert.equal(await guides.isVisible(), false);
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      await button.click();
      await guides.getByRole('link', { name: 'Deposits and confirmations' }).click();
      await page.getByRole('heading', { level: 1, name: 'Deposits and confirmations' }).waitFor();
      assert.equal(await guides.isVisible(), false);
    });
  });

  test('search finds guides and calls, with the keyboard alone', async () => {
    await read('/docs/guides/cards', {}, async (page) => {
      await page.keyboard.press('/');
      const dialog = page.getByRole('dialog');
      await page.keyboard.type('replay one event');
      await dialog.getByRole('link', { name: /POST \/webhooks\/events\/\{eventId\}\/replay/ }).waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('xylophone quartet');
      await dialog.getByText('Nothing about').waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await dialog.isVisible(), false);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('whether to send it again');
      await dialog.getByRole('link', { name: /Errors › Whether to send it again/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/docs/guides/errors#whether-to-send-it-again');
      const top = await page
        .locator('#whether-to-send-it-again')
        .evaluate((heading) => heading.getBoundingClientRect().top);
      assert.ok(top >= 60 && top < 200, `the heading stands below the bar, at ${top}`);
    });
  });

  test('what is searched for in the reference is opened there', async () => {
    await read('/docs', {}, async (page) => {
      await page.getByRole('button', { name: 'Search' }).click();
      await page.keyboard.type('POST cards virtual-cards create');
      await page
        .getByRole('dialog')
        .getByRole('link', { name: /^API › POST \/cards\/virtual-cards\/create/ })
        .click();
      const call = page.locator('#operations-Cards-createCard');
      await call.getByText('Request body').waitFor(drawing);
      const example = await call.locator('.highlight-code').first().textContent();
      assert.match(example ?? '', /"employee": "e-1024"/);
      assert.match(example ?? '', /"phone": "7700900123"/);
    });
    // So is every other one, with values that can be sent.
    await read('/docs/api#/Company/createClient', {}, async (page) => {
      const call = page.locator('#operations-Company-createClient');
      await call.getByText('Request body').waitFor(drawing);
      const example = await call.locator('.highlight-code').first().textContent();
      assert.match(example ?? '', /"email": "ada@example\.com"/);
      assert.match(example ?? '', /"first_name": "Ada"/);
      // What the SDK calls it stands beside it; on a phone there is no room, and what is there goes beyond no edge.
      const name = call.getByText('createClient', { exact: true });
      assert.equal(await name.isVisible(), true);
      await page.setViewportSize(narrow.viewport);
      await name.waitFor({ state: 'hidden' });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.equal(beyond, 0);
    });
  });

  test('a page that is not there is a page', async () => {
    await read('/docs/guides/nowhere', {}, async (page) => {
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
      await page.getByRole('link', { name: 'all guides' }).click();
      await page.waitForURL(`${server.url}/docs`);
    });
  });

  test('every guide fits and can be read by everybody, on wide screens and on narrow ones in the dark', async () => {
    const home = await (await fetch(`${server.url}/docs`)).text();
    const guides = [...home.matchAll(/href="(docs\/guides\/[\w-]+)"/g)].map(([, path = '']) => `/${path}`);
    assert.ok(guides.length >= 30);
    const paths = ['/docs', ...new Set(guides), '/docs/guides/nowhere'];
    // All have one style sheet: what is narrow and dark is judged by its colours and sizes alone, and on every third page.
    const looks = [
      { viewport: { width: 1280, height: 800 }, colorScheme: 'light', rules: {}, each: 1 },
      { ...narrow, colorScheme: 'dark', rules: { runOnly: ['color-contrast', 'target-size'] }, each: 3 },
    ] as const;
    // Axe is put in from outside, which the policy would forbid.
    await read('/docs', { bypassCSP: true }, async (page) => {
      for (const [at, path] of paths.entries()) {
        await page.goto(server.url + path);
        await page.evaluate(axe);
        for (const { viewport, colorScheme, rules, each } of looks) {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          await page.waitForFunction(
            (wanted) => document.documentElement.dataset['theme'] === wanted,
            colorScheme,
          );
          const found = await page.evaluate(
            async (options) => {
              const { axe } = globalThis as unknown as {
                axe: {
                  run(
                    of: Document,
                    options: object,
                  ): Promise<{
                    violations: { id: string; nodes: { html: string }[] }[];
                  }>;
                };
              };
              const { violations } = options === null ? { violations: [] } : await axe.run(document, options);
              return {
                tooWide: document.documentElement.scrollWidth - innerWidth,
                violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
              };
            },
            at % each === 0 ? { resultTypes: ['violations'], preload: false, ...rules } : null,
          );
          assert.deepEqual(
            { path, colorScheme, ...found },
            { path, colorScheme, tooWide: 0, violations: [] },
          );
        }
      }
    });
  });
});
