import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Window } from './browser.ts';

/** What axe finds that keeps somebody from using the page as it stands now. */
export async function serious({ page }: Window): Promise<string[]> {
  // The program of half a megabyte is put in once for each page that was loaded.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
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
