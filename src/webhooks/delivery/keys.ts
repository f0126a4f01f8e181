import { textColumn } from '../../platform/columns.ts';

/** Keys of deliveries as the source of a statement whose first parameters are {@link keyColumns}. */
export const keyed = 'unnest($1::text[], $2::text[]) AS k(company_id, id)';

/** Of a delivery. */
export interface Key {
  readonly company: string;
  readonly id: string;
}

export const keyColumns = (keys: readonly Key[]): Buffer[] => [
  textColumn(keys.map((key) => key.company)),
  textColumn(keys.map((key) => key.id)),
];
