import { styled } from './output.ts';

/** A column: its heading, and whether it holds numbers, which stand on the right. */
export interface Column<Row> {
  readonly title: string;
  readonly right?: true;
  readonly of: (row: Row) => string;
  /** Colour of a cell. */
  readonly style?: (row: Row) => Parameters<typeof styled>[0] | undefined;
}

/** Rows below headings, each column as wide as what is in it. The last one is not filled up. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map(({ of }) => inOneLine(of(row))));
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[], style: (text: string, at: number) => string): string =>
    row
      .map((text, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(text));
        const shown = style(text, at);
        if (columns[at]?.right === true) return space + shown;
        return at === columns.length - 1 ? shown : shown + space;
      })
      .join('  ')
      .trimEnd();
  const headings = columns.map(({ title }) => title);
  return [
    line(headings, (text) => styled('gray', text)),
    ...rows.map((row, index) =>
      line(cells[index] ?? [], (text, at) => {
        const style = columns[at]?.style?.(row);
        return style === undefined ? text : styled(style, text);
      }),
    ),
  ];
}

/** A table below a line of its own, indented; nothing of no rows. */
export const tableBelow = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] =>
  rows.length === 0 ? [] : ['', ...table(columns, rows).map((line) => `  ${line}`)];

/** A row is a line, whatever is in its cells. */
const inOneLine = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

/** In columns of a terminal: what is East Asian or a pictograph takes two, a combining mark none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text))
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
        segment,
      )
        ? 2
        : 1;
  return width;
}
