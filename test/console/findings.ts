import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Window } from './browser.ts';

/** What axe finds that keeps somebody from using the page as it stands now. In other colours only these are looked at again. */
export async function serious(
  { page }: Window,
  of: 'everything' | 'colours' = 'everything',
): Promise<string[]> {
  // The program of half a megabyte is put in once for each page that was loaded.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    preload: false,
    ...(of === 'colours' && { runOnly: ['color-contrast'] }),
  };
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
    );
}

/** Whether the page is wider than the screen, and then by what. */
export async function overflow({ page }: Window): Promise<string | undefined> {
  const { shown, room } = await page.evaluate(() => {
    const { scrollWidth: shown, clientWidth: room } = document.documentElement;
    return { shown, room };
  });
  return shown > room ? `wider than the screen: ${shown} of ${room}` : undefined;
}

interface Shifts {
  total: number;
  readonly moved: string[];
}

/** From now on, what moves by itself on pages is counted (Layout Instability API), from the first picture of each on. */
export async function watchShifts({ page }: Window): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shifts = { total: 0, moved: [] };
    Object.assign(globalThis, { shifts });
    interface Shift extends PerformanceEntry {
      readonly value: number;
      readonly hadRecentInput: boolean;
      readonly sources: readonly { readonly node: Node | null }[];
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) {
        if (entry.hadRecentInput) continue;
        shifts.total += entry.value;
        for (const { node } of entry.sources)
          shifts.moved.push(`${node?.nodeName} ${node?.textContent?.slice(0, 30)}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** By how much the page has moved since it was loaded: 0 is nothing, 0.1 is what users begin to mind. */
export const shiftsOf = ({ page }: Window): Promise<Shifts> =>
  page.evaluate(() => (globalThis as unknown as { shifts: Shifts }).shifts);

/** Resolves when the page is there and asks for nothing more. */
export async function settled({ page }: Window): Promise<void> {
  await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor();
  await page.locator('[aria-label=Loading]').first().waitFor({ state: 'detached' });
}

/** Resolves when what follows from another size of the window was drawn. */
export const drawn = ({ page }: Window): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>(
        (resolve) => void requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  );

/** Refuses from now on all that pages ask for. Answers how to go to one that then says why it has nothing, with the trace id. */
export async function refuseAll(window: Window): Promise<(address: string) => Promise<void>> {
  const { page } = window;
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  // A refusal is not tried again, so that this is quick. The program that takes pictures checks all pages, and other failures.
  await page.route(
    ({ pathname }) => !pathname.startsWith('/console'),
    async (route) =>
      await route.fulfill({
        status: 412,
        json: { code: 'VAL', message: 'This cannot be shown today.', trace_id: trace },
      }),
  );
  return async (address) => {
    await window.goOn(address);
    await page
      .getByRole('alert')
      .filter({ hasText: trace })
      .first()
      .waitFor()
      .catch(() => assert.fail(`${address} does not say that nothing came`));
    await settled(window);
  };
}
