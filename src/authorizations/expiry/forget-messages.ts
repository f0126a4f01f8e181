import type { Database } from '../../platform/database.ts';
import { databaseNow } from '../../platform/database-clock.ts';
import { countPages, forgetMessages } from '../reading/reference-store.ts';

/** A network may repeat a message for so long. */
const keptMs = 31 * 86_400_000;
/** 2 MB, of some 12,000 messages: 2 ms where all of them stay. */
const pagesAtOnce = 256;
/** 512 MB. */
const mostPages = 256 * pagesAtOnce;

/**
 * Forgets network messages of a month ago, page by page through the table, and goes on in the next round where it stopped. An index by
 * age would be written with every purchase, and one of block ranges finds every page once it has held an old message: what is
 * written into the room of forgotten ones stands among the oldest.
 */
export function createForgetMessages(database: Database): (now?: Date) => Promise<number> {
  let position = 0;
  return async (now) => {
    const at = now ?? (await databaseNow(database));
    const before = new Date(at.getTime() - keptMs);
    const pages = await countPages(database);
    if (position >= pages) position = 0;
    const end = Math.min(pages, position + mostPages);
    let forgotten = 0;
    while (position < end) {
      forgotten += await forgetMessages(database, before, { from: position, to: position + pagesAtOnce });
      position += pagesAtOnce;
    }
    return forgotten;
  };
}
