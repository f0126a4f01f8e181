import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { atEnd } from '../support/at-end.ts';
import { startCardwright } from '../support/cardwright.ts';
import type { Cardwright } from '../support/cardwright.ts';

/** Where none is named, Chromium without windows, which opens a page with half the CPU, comes first. */
const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const executablePath = places.find((place) => place !== undefined && existsSync(place));

const advice =
  'The tests of the console need Chromium: apt-get install chromium-headless-shell (or chromium), or CHROMIUM=/path/to/a/browser (Chrome will do).';
if (executablePath === undefined) {
  process.stderr.write(`\n${advice} They were not run.\n\n`);
  // Where everything is to be tested, a missing browser is a failure.
  if (process.env['BROWSER_TESTS'] === 'required') throw new Error(advice);
}

/** Why tests with a browser cannot be run here; false where they can. */
export const noBrowser: string | false = executablePath === undefined ? advice : false;

/** A console in a browser, and the server behind it. */
export interface Desk {
  readonly server: Cardwright;
  /** A new window, with nobody signed in. What goes wrong in its script, its policy or its requests is kept. */
  readonly open: (options?: BrowserContextOptions) => Promise<Window>;
}

export interface Window {
  readonly page: Page;
  /** What a user should never meet: errors of scripts, breaches of the policy, requests to other hosts. */
  readonly faults: readonly string[];
  /** Bytes of scripts as they came over the wire, by address. */
  readonly scripts: ReadonlyMap<string, number>;
  /** Goes to an address of the console, which is loaded anew. */
  goTo(path: string): Promise<void>;
  /** Goes on to another address, as a link of the page does: it takes a third of the time. Resolves when its page is shown. */
  goOn(path: string): Promise<void>;
}

const desks = new Map<string, Promise<Desk>>();

/**
 * Builds the console if it is not, and starts a server and a browser, which end with the process. All that asks for the same settings
 * has the same, and a company of its own there: server and browser take longer to start than most tests.
 */
export function openDesk(settings: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const wanted = JSON.stringify(settings);
  const open = desks.get(wanted) ?? build().then(() => openBrowser(settings));
  desks.set(wanted, open);
  return open;
}

const build = (): Promise<unknown> =>
  promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('../../scripts/console.ts', import.meta.url)),
    '--if-stale',
  ]);

/** The same for what is not the console: nothing is built. */
export async function openBrowser(settings: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const server = await startCardwright({
    settings: { RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_COMPANY: '0', ...settings },
  });
  let browser: Browser | undefined;
  atEnd(async () => {
    await browser?.close();
    await server.stop();
  });
  browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const running = browser;
  return { server, open: (options) => openWindow(running, server.url, options) };
}

async function openWindow(browser: Browser, url: string, options?: BrowserContextOptions): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  // What never comes fails all the same; a machine that is busy elsewhere may stand still for half a minute.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const faults: string[] = [];
  const scripts = new Map<string, number>();
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is told of, too, which tests do on purpose.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !/^(?:data|blob):/.test(asked)) faults.push(`request: ${asked}`);
  });
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    scripts.set(response.url(), Number(response.headers()['content-length'] ?? 0));
  });
  return {
    page,
    faults,
    scripts,
    async goTo(path) {
      await page.goto(`${url}/console${path}`);
    },
    async goOn(path) {
      await page.evaluate((to) => {
        const { __TSR_ROUTER__: router } = globalThis as unknown as {
          readonly __TSR_ROUTER__: { subscribe(what: 'onRendered', then: () => void): () => void };
        };
        return new Promise<void>((resolve) => {
          const leave = router.subscribe('onRendered', () => {
            leave();
            resolve();
          });
          history.pushState({}, '', to);
        });
      }, `/console${path}`);
    },
  };
}

/** The address that start-up printed, which signs in once. */
export function linkOf(server: Cardwright): string {
  const link = /http\S+\/console#link=[\w-]+/.exec(server.output())?.[0];
  if (link === undefined) throw new Error('start-up printed no link to the console');
  return link;
}

/** Signs in with a key, at the page that was asked for. */
export async function signIn({ page, goTo }: Window, key: string, path = ''): Promise<void> {
  await goTo(path);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#page').waitFor();
}
