import type { JSX, ReactNode } from 'react';

export interface Column<Row> {
  readonly name: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** Where there is little room, it is left out. */
  readonly spare?: boolean;
  /** Where it stands on a narrow screen: what a row is about, or what matters most of it. */
  readonly place?: 'lead' | 'end';
  readonly className?: string;
}

/** On narrow screens the first line of a row has what it is about and what matters most; the rest stands below. */
const places = {
  // A name without a gap is broken; it does not push all else out of sight.
  lead: 'wrap-anywhere md:min-w-24 max-md:order-1 max-md:min-w-0 max-md:flex-1 max-md:basis-1/2',
  end: 'max-md:order-2 max-md:ml-auto',
  rest: 'max-md:order-4 max-md:text-left max-md:text-[0.8125rem] max-md:empty:hidden',
} as const;

/** Said in so many words, since browsers forget what a table is when its rows are laid out as blocks. */
const as = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/** Rows and columns. Where the screen is narrow, each row becomes a block of its own, so that nothing is out of sight. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}): JSX.Element {
  const lead = columns.find(({ place }) => place === 'lead') ?? columns[0];
  const end =
    columns.find(({ place }) => place === 'end') ??
    columns.find((column) => column.right === true && column !== lead);
  const placeOf = (column: Column<Row>): keyof typeof places =>
    column === lead ? 'lead' : column === end ? 'end' : 'rest';
  const at = ({ right = false, spare = false, className = '' }: Column<Row>): string =>
    `md:px-4 ${right ? 'text-right' : 'text-left'} ${spare ? 'max-md:hidden' : ''} ${className}`;
  return (
    <div
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative overflow-x-auto outline-offset-[-2px]"
    >
      <table {...as.table} className="w-full border-collapse max-md:block">
        <thead {...as.rowgroup} className="max-md:sr-only">
          <tr {...as.row} className="border-line text-soft border-b text-[0.8125rem]">
            {columns.map((column, index) => (
              <th
                // oxlint-disable-next-line react/no-array-index-key -- columns do not move
                key={index}
                {...as.columnheader}
                scope="col"
                className={`h-9 font-medium whitespace-nowrap ${at(column)}`}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...as.rowgroup} className="divide-line divide-y max-md:block">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              {...as.row}
              className="hover:bg-sunken transition-colors max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-0.5 max-md:px-4 max-md:py-2.5 max-md:after:order-3 max-md:after:basis-full max-md:after:content-['']"
            >
              {columns.map((column, index) => {
                const place = placeOf(column);
                return (
                  <td
                    // oxlint-disable-next-line react/no-array-index-key -- columns do not move
                    key={index}
                    {...as.cell}
                    className={`md:h-11 md:py-1.5 ${places[place]} ${at(column)}`}
                  >
                    {place === 'rest' && column.right === true && (
                      <span aria-hidden="true" className="text-soft md:hidden">
                        {column.name}{' '}
                      </span>
                    )}
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
