import type { JSX, ReactNode } from 'react';

export interface Column<Row> {
  readonly name: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** Where there is little room, it is left out. */
  readonly spare?: boolean;
  readonly className?: string;
}

/** Rows and columns; it scrolls sideways by itself where the screen is narrow. */
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
  const at = ({ right = false, spare = false, className = '' }: Column<Row>): string =>
    `px-4 ${right ? 'text-right' : 'text-left'} ${spare ? 'max-md:hidden' : ''} ${className}`;
  return (
    <div
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative overflow-x-auto outline-offset-[-2px]"
    >
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-line text-soft border-b text-[0.8125rem]">
            {columns.map((column, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- columns do not move
              <th key={index} scope="col" className={`h-9 font-medium whitespace-nowrap ${at(column)}`}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-line divide-y">
          {rows.map((row) => (
            <tr key={rowKey(row)} className="hover:bg-sunken transition-colors">
              {columns.map((column, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns do not move
                <td key={index} className={`h-11 py-1.5 ${at(column)}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
