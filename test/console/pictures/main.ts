import assert from 'node:assert/strict';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { chainIsUp, newCompany } from '../../support/cardwright.ts';
import { startReceiver } from '../../support/receiver.ts';
import { openDesk, signIn } from '../browser.ts';
import type { Window } from '../browser.ts';
import { overflow, serious } from '../findings.ts';
import { begin, fill, missing } from './company.ts';
import { pages, windows } from './scenes.ts';
import type { Scene } from './scenes.ts';
import { sheetsOf } from './sheets.ts';

/**
 * `npm run console:pictures`: every page and window of the console as pictures, to be looked at: wide and narrow, light and
 * dark; full, empty, just begun, loading, and failing in each way that there is. Sheets of many beside them. With `-- --axe`
 * the accessibility check runs in each look, too. `-- --only card --states full,failing --out FOLDER` for fewer.
 */
const { values: wish } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string', default: '' },
    states: { type: 'string', default: '' },
    axe: { type: 'boolean', default: false },
  },
});
const out = wish.out ?? (await mkdtemp(join(tmpdir(), 'cardwright-pictures-')));
const wanted = (name: string): boolean => new RegExp(wish.only).test(name);

const widths = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
const schemes = ['light', 'dark'] as const;
/** Longer pages are cut: what is below repeats what is above. */
const tallest = 2_600;

/** How the server answers while pictures are taken. */
type Fate = 'answers' | 'fails' | 'is silent' | 'is gone';

async function befall(page: Page, fate: Fate): Promise<void> {
  if (fate === 'answers') return;
  await page.route(
    ({ pathname }) => !pathname.startsWith('/console'),
    async (route) => {
      if (fate === 'is gone') return await route.abort('connectionrefused');
      if (fate === 'is silent') return;
      await route.fulfill({
        status: 500,
        json: {
          code: 'INTERNAL_ERROR',
          message: 'Something went wrong on our side. Nothing was changed; it is safe to try again.',
          trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        },
      });
    },
  );
}

/** Resolves when nothing on the page waits any more, or has waited too long: then that is the picture. */
async function calm(page: Page, fate: Fate): Promise<void> {
  await page.locator('h1, [role=alert]').first().waitFor();
  if (fate !== 'is silent')
    await page
      .waitForFunction(() => document.querySelector('[aria-label=Loading], .waiting') === null, undefined, {
        timeout: 6_000,
      })
      .catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(fate === 'is silent' ? 700 : 250);
}

test('pictures', async () => {
  await mkdir(out, { recursive: true });
  const desk = await openDesk({ LOCAL_CHAIN: 'on' });
  const receivers = {
    good: (await startReceiver()).url,
    failing: (await startReceiver({ status: 500, body: '{"error":"our database is down"}' })).url,
  };
  await chainIsUp(desk.server);
  const company = async (name: string, holding: string) => {
    const made = await newCompany(desk.server, holding);
    await made.client.updateCompany({ name });
    return made;
  };
  const full = await company(
    'Société Générale des Cartes et Portefeuilles Numériques d’Île-de-France',
    '987654321.98',
  );
  const empty = await company('Empty', '0');
  const begun = await company('Begun', '1000');
  const things = await fill(full.client, receivers);
  const fresh = await begin(begun.client, receivers);
  const { key: reader } = await full.client.createKey({ name: 'Cards only', level: 1, products: ['cards'] });

  const states: readonly {
    readonly name: string;
    readonly key: string;
    readonly scenes: readonly Scene[];
    readonly fate?: Fate;
  }[] = [
    { name: 'full', key: full.apiKey, scenes: pages(things) },
    { name: 'windows', key: full.apiKey, scenes: windows(things) },
    { name: 'empty', key: empty.apiKey, scenes: pages(missing) },
    { name: 'begun', key: begun.apiKey, scenes: pages(fresh) },
    { name: 'loading', key: full.apiKey, scenes: pages(things), fate: 'is silent' },
    { name: 'failing', key: full.apiKey, scenes: pages(things), fate: 'fails' },
    { name: 'gone', key: full.apiKey, scenes: pages(things), fate: 'is gone' },
    { name: 'refused', key: reader, scenes: pages(things) },
  ];
  const findings: string[] = [];
  for (const { name: state, key, scenes, fate = 'answers' } of states) {
    if (wish.states !== '' && !wish.states.split(',').includes(state)) continue;
    const folder = join(out, state);
    await mkdir(folder, { recursive: true });
    for (const who of ['company', 'operator'] as const) {
      const some = scenes.filter((scene) => (scene.who ?? 'company') === who && wanted(scene.name));
      if (some.length === 0 || (state === 'refused' && who === 'operator')) continue;
      const window = await desk.open({ reducedMotion: 'reduce', timezoneId: 'America/New_York' });
      // Others may use the machine, too.
      window.page.setDefaultTimeout(120_000);
      await signIn(window, who === 'operator' ? desk.server.operatorKey : key);
      await befall(window.page, fate);
      for (const scene of some)
        await take(window, scene, folder, fate, (what) => findings.push(`${state}/${scene.name} ${what}`));
      for (const fault of window.faults) findings.push(`${state} ${fault}`);
      await window.page.context().close();
    }
    const viewer = await desk.open();
    await sheetsOf(viewer.page, folder);
    await viewer.page.context().close();
  }
  console.log(`pictures: ${out}`);
  assert.deepEqual(findings, []);
});

/** A scene in each look: loaded once, since width and scheme change without a reload. */
async function take(
  window: Window,
  scene: Scene,
  folder: string,
  fate: Fate,
  found: (what: string) => void,
): Promise<void> {
  const { page } = window;
  await page.setViewportSize(widths.wide);
  await window.goTo(scene.path);
  await calm(page, fate);
  try {
    await scene.act?.(page);
    await page.waitForTimeout(300);
  } catch (error) {
    found(`could not be done: ${String(error).split('\n')[0] ?? ''}`);
  }
  for (const [width, size] of Object.entries(widths)) {
    if (scene.name === 'menu' && width === 'wide') continue;
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(80);
      const look = `${width}-${colorScheme}`;
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      const fullPage = scene.act === undefined && height > size.height;
      await page.screenshot({
        path: join(folder, `${scene.name}-${look}.png`),
        fullPage,
        timeout: 120_000,
        ...(fullPage && height > tallest && { clip: { x: 0, y: 0, width: size.width, height: tallest } }),
      });
      const tooWide = await overflow(window);
      if (tooWide !== undefined) found(`${look}: ${tooWide}`);
      if (wish.axe) for (const what of await serious(window)) found(`${look}: ${what}`);
    }
  }
}
