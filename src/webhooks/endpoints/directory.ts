import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Queries } from '../../platform/database.ts';
import { wants } from '../filters.ts';
import { selectAddressees, type AddresseeRow } from './store.ts';

export type Addressee = AddresseeRow;

/** Enabled endpoints of one company. */
export interface CompanyDirectory {
  readonly all: readonly Addressee[];
  /** Those that want events of this type; worked out once for each type. */
  wanting(type: EventTypeName): readonly Addressee[];
}

/**
 * Who is to be told, kept in memory: it is asked for every event. Forgotten when an endpoint of the company
 * changes, in this process at once and in others by a notification.
 */
export interface Directory {
  /** Without waiting; `undefined` when it is not in memory. */
  peek(company: Id<'company'>): CompanyDirectory | undefined;
  load(queries: Queries, company: Id<'company'>): Promise<CompanyDirectory>;
  forget(company: Id<'company'>): void;
  forgetAll(): void;
}

/** So many endpoints are kept in memory, about 300 bytes each; the company unused longest goes first. */
const mostKept = 50_000;

export function createDirectory(): Directory {
  const companies = new Map<Id<'company'>, CompanyDirectory>();
  let kept = 0;
  let generation = 0;

  const sizeOf = (company: CompanyDirectory | undefined): number =>
    company === undefined ? 0 : 1 + company.all.length;
  const drop = (company: Id<'company'>): void => {
    kept -= sizeOf(companies.get(company));
    companies.delete(company);
  };

  return {
    peek(company) {
      const known = companies.get(company);
      // A Map keeps the order of insertion: while there is room for many more, nobody asks for it.
      if (known !== undefined && kept > mostKept / 2) {
        companies.delete(company);
        companies.set(company, known);
      }
      return known;
    },
    async load(queries, company) {
      const asked = generation;
      const loaded = companyDirectory(await selectAddressees(queries, company));
      // What changed while it was read may be missing in it: good for this once, not for keeping.
      if (asked === generation) {
        drop(company);
        companies.set(company, loaded);
        kept += sizeOf(loaded);
        for (const oldest of companies.keys()) {
          if (kept <= mostKept || oldest === company) break;
          drop(oldest);
        }
      }
      return loaded;
    },
    forget(company) {
      generation += 1;
      drop(company);
    },
    forgetAll() {
      generation += 1;
      companies.clear();
      kept = 0;
    },
  };
}

function companyDirectory(all: readonly Addressee[]): CompanyDirectory {
  const byType = new Map<EventTypeName, readonly Addressee[]>();
  return {
    all,
    wanting(type) {
      let found = byType.get(type);
      if (found === undefined) {
        found = all.filter((endpoint) => wants(endpoint.filters, type));
        byType.set(type, found);
      }
      return found;
    },
  };
}
