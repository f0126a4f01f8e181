import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** So few that what is written on them can still be read. */
const aSheet = 4;

/** Puts the pictures of a folder on sheets of four, one look after the other. */
export async function sheetsOf(page: Page, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png') && !name.startsWith('sheet-'));
  const looks = new Set(names.map((name) => name.split('-').slice(-2).join('-').replace('.png', '')));
  for (const look of looks) {
    const some = names.filter((name) => name.endsWith(`-${look}.png`)).sort();
    for (let from = 0; from < some.length; from += aSheet) {
      const images = await Promise.all(
        some.slice(from, from + aSheet).map(async (name) => {
          const bytes = await readFile(join(folder, name));
          return `<figure><img src="data:image/png;base64,${bytes.toString('base64')}"><figcaption>${name}</figcaption></figure>`;
        }),
      );
      const narrow = look.startsWith('narrow');
      const columns = narrow ? 4 : 2;
      await page.setViewportSize({ width: 1_120, height: 800 });
      await page.setContent(
        `<style>body{margin:8px;background:#888;font:12px sans-serif;display:grid;grid-template-columns:repeat(${columns},1fr);gap:8px;align-items:start}
        figure{margin:0;background:#fff}img{width:100%;max-height:${narrow ? 1_040 : 540}px;object-fit:cover;object-position:top;display:block}figcaption{padding:3px}</style>${images.join('')}`,
      );
      const sheet = await page.screenshot({ fullPage: true });
      await writeFile(join(folder, `sheet-${look}-${from / aSheet + 1}.png`), sheet);
    }
  }
}
