import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Window } from './browser.ts';

/** What axe finds that keeps somebody from using the page as it stands now. */
export async function serious({ page }: Window): Promise<string[]> {
  await page.evaluate(axe.source);
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
