import { fileURLToPath } from 'node:url';
import Pdf from 'pdfkit';
import type { OpenHolds } from '../../../authorizations/index.ts';
import { findCurrency } from '../../../kernel/currencies.ts';
import { formatAmount } from '../../../kernel/money.ts';
import { spelled } from './spelling.ts';
import type { Statement, StatementLine } from './statement.ts';

type Doc = InstanceType<typeof Pdf>;

const fontFile = (path: string): string =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${path}`));
const fonts = {
  regular: fontFile('400Regular/Inter_400Regular.ttf'),
  medium: fontFile('500Medium/Inter_500Medium.ttf'),
  bold: fontFile('600SemiBold/Inter_600SemiBold.ttf'),
};
type Font = keyof typeof fonts;
/** How far above the line that letters stand on the typeface begins, as a part of its size. */
const ascent = 0.97;

const ink = '#0f172a';
const muted = '#64748b';
const rule = '#e2e8f0';
const panel = '#f8fafc';
const accent = '#0f766e';

/** A4 in points. */
const page = { width: 595.28, height: 841.89, left: 48, right: 547.28, bottom: 778 };
const columns = { date: 48, merchant: 104, fees: 372, amount: 452 };
const rowHeight = 35;
/** After so many rows others have their turn: a row takes half a millisecond. */
const rowsAtOnce = 5;

/** Draws a statement as PDF, A4. */
export async function renderStatement(statement: Statement): Promise<Buffer> {
  const doc = new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `Statement of card ${masked(statement)}`,
      Author: statement.companyName,
      Producer: 'Cardwright',
      Creator: 'Cardwright',
      CreationDate: statement.issuedAt,
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => doc.once('end', resolve).once('error', reject));
  for (const [name, file] of Object.entries(fonts)) doc.registerFont(name, file);

  let y = heading(doc, statement);
  y = summary(doc, statement, y);
  y = await postedTable(doc, statement, y);
  if (statement.held.count > 0) await heldTable(doc, statement.held, y);
  footers(doc, statement);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

const masked = ({ card }: Statement): string => `•••• ${card.last4}`;

interface Style {
  readonly font?: Font;
  readonly size?: number;
  readonly color?: string;
  /** Text is cut off with an ellipsis beyond it. */
  readonly width?: number;
  readonly align?: 'left' | 'right';
  readonly spacing?: number;
  /** Lines that it may take, where it has a width; default one. */
  readonly lines?: number;
}

/** Figures of one width, so that amounts stand under each other. Costs a layout of its own each time. */
const tabular: { features: ['tnum'] } = { features: ['tnum'] };

/** Text, of one line unless it may take more. */
function text(doc: Doc, words: string, x: number, y: number, style: Style = {}): void {
  const { font = 'regular', size = 9, color = ink, width, align = 'left', spacing = 0, lines = 1 } = style;
  doc
    .font(font)
    .fontSize(size)
    .fillColor(color)
    .text(spelled(doc, oneLine(words)), x, y, {
      lineBreak: lines > 1,
      characterSpacing: spacing,
      align,
      ...(align === 'right' ? tabular : {}),
      ...(width === undefined ? {} : { width, height: lines * size * 1.3, ellipsis: '…' }),
    });
}

/** Merchants' names come from terminals: whatever control characters they have are spaces here. */
const oneLine = (words: string): string => words.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

function line(doc: Doc, y: number, color = rule): void {
  doc.moveTo(page.left, y).lineTo(page.right, y).lineWidth(0.75).strokeColor(color).stroke();
}

function heading(doc: Doc, statement: Statement): number {
  const { companyName, card } = statement;
  doc.rect(0, 0, page.width, 6).fill(accent);
  text(doc, companyName, page.left, 44, { font: 'bold', size: 13, width: 300 });
  text(doc, 'Card statement', page.left, 76, { font: 'bold', size: 24 });
  const facts: readonly [label: string, value: string, width: number][] = [
    ['Cardholder', card.holderName, 170],
    ['Card', masked(statement), 88],
    ['Period', periodOf(statement), 158],
    ['Issued', day(statement.issuedAt), page.right - page.left - 416],
  ];
  let x = page.left;
  for (const [label, value, width] of facts) {
    text(doc, label.toUpperCase(), x, 124, { size: 7, color: muted, font: 'medium', spacing: 0.5 });
    text(doc, value, x, 137, { size: 9.5, font: 'medium', width: width - 12, lines: 2 });
    x += width;
  }
  return 172;
}

function summary(doc: Doc, { sums, held, available }: Statement, y: number): number {
  const height = 58;
  doc.roundedRect(page.left, y, page.right - page.left, height, 6).fill(panel);
  const figures: (readonly [string, string, string])[] = [
    ['Purchases', signed(sums.purchases), ink],
    ['Refunds', signed(sums.refunds), ink],
    ['Fees', signed(sums.fees), ink],
    ['Total', signed(sums.total), ink],
    ['Held now', usd(held.total), muted],
    ...(available === null ? [] : ([['Available now', usd(available), accent]] as const)),
  ];
  const width = (page.right - page.left - 24) / figures.length;
  const values = figures.map(([, value]) => value);
  const size = largestSize(doc, values, {
    font: 'bold',
    width: width - 8,
    most: figures.length > 5 ? 11 : 13,
  });
  figures.forEach(([label, value, color], at) => {
    const x = page.left + 16 + at * width;
    text(doc, label, x, y + 14, { size: 8, color: muted });
    text(doc, value, x, y + 28, { size, font: 'bold', color });
  });
  return y + height + 34;
}

interface Space {
  readonly font: Font;
  readonly width: number;
  readonly most: number;
  readonly figures?: typeof tabular;
}

/** The size in which the widest of these fits: an amount is never cut off, and none runs into the next. */
function largestSize(doc: Doc, values: readonly string[], { font, width, most, figures }: Space): number {
  doc.font(font).fontSize(most);
  const widest = Math.max(...values.map((value) => doc.widthOfString(value, figures)));
  return widest <= width ? most : (most * width) / widest;
}

/** No sign of an amount is wider, as a part of its size. */
const widestSign = 0.7;

/** An amount at the right end of its column, whole. */
function amount(
  doc: Doc,
  words: string,
  x: number,
  y: number,
  style: Pick<Style, 'font' | 'color'> & { readonly width: number },
): void {
  const [most, { width, font = 'regular' }] = [9, style];
  const fits = words.length * most * widestSign <= width;
  // A little less, so that nothing is cut off by rounding.
  const size = fits ? most : largestSize(doc, [words], { font, width: width - 0.5, most, figures: tabular });
  // On the line that the others stand on.
  text(doc, words, x, y + (most - size) * ascent, { ...style, size, align: 'right' });
}

async function postedTable(doc: Doc, { lines, issuedAt }: Statement, from: number): Promise<number> {
  const header = (y: number): number => {
    const style = { size: 7.5, color: muted, font: 'medium' } as const;
    text(doc, 'DATE', columns.date, y, style);
    text(doc, 'MERCHANT', columns.merchant, y, style);
    text(doc, 'FEES', columns.fees, y, { ...style, width: 70, align: 'right' });
    text(doc, 'AMOUNT, USD', columns.amount, y, {
      ...style,
      width: page.right - columns.amount,
      align: 'right',
    });
    line(doc, y + 14, '#cbd5e1');
    return y + 15;
  };
  text(doc, 'Movements', page.left, from, { font: 'bold', size: 12 });
  let y = header(from + 26);
  if (lines.length === 0) {
    text(doc, 'Nothing was posted in this period.', page.left, y + 14, { color: muted });
    return y + 58;
  }
  for (const [at, posted] of lines.entries()) {
    if (y + rowHeight > page.bottom) y = header(newPage(doc));
    y = postedRow(doc, posted, issuedAt, y);
    await othersHaveTheirTurn(at);
  }
  return y + 34;
}

function postedRow(doc: Doc, posted: StatementLine, issuedAt: Date, y: number): number {
  const sameYear = posted.at.getUTCFullYear() === issuedAt.getUTCFullYear();
  text(doc, sameYear ? shortDay(posted.at) : day(posted.at), columns.date, y + 7, { color: muted });
  text(doc, posted.merchantName, columns.merchant, y + 7, { font: 'medium', width: 262 });
  // What was paid abroad comes before the place, which may be long.
  const second = [posted.what, foreign(posted), posted.place].filter((part) => part !== '').join('  ·  ');
  text(doc, second, columns.merchant, y + 19.5, { size: 7.5, color: muted, width: 262 });
  if (posted.fees !== 0n) amount(doc, signed(posted.fees), columns.fees, y + 7, { color: muted, width: 70 });
  amount(doc, signed(posted.amount), columns.amount, y + 7, {
    font: 'medium',
    color: posted.amount > 0n ? accent : ink,
    width: page.right - columns.amount,
  });
  line(doc, y + rowHeight - 0.5);
  return y + rowHeight;
}

function foreign({ foreign: of }: StatementLine): string {
  if (of === null) return '';
  const amount = grouped(formatAmount(of.amount, findCurrency(of.currency)?.decimals ?? 2));
  return `${of.currency} ${amount}${of.rate === null ? '' : ` at ${of.rate}`}`;
}

async function heldTable(doc: Doc, { holds, count }: OpenHolds, from: number): Promise<void> {
  let y = from;
  if (y + 90 > page.bottom) y = newPage(doc);
  text(doc, 'Held, not yet cleared', page.left, y, { font: 'bold', size: 12 });
  text(
    doc,
    'Authorized purchases. The amount that clears may differ; what does not clear is released.',
    page.left,
    y + 17,
    {
      size: 8,
      color: muted,
    },
  );
  y += 36;
  line(doc, y, '#cbd5e1');
  for (const [at, hold] of holds.entries()) {
    if (y + 26 > page.bottom) y = newPage(doc);
    text(doc, shortDay(hold.createdAt), columns.date, y + 8, { color: muted });
    text(doc, hold.merchant.name, columns.merchant, y + 8, { width: 230 });
    if (hold.expiresAt !== null)
      text(doc, `until ${day(hold.expiresAt)}`, 340, y + 8, { color: muted, width: 102, align: 'right' });
    amount(doc, usd(hold.held), columns.amount, y + 8, { width: page.right - columns.amount });
    line(doc, y + 25.5);
    y += 26;
    await othersHaveTheirTurn(at);
  }
  const more = count - holds.length;
  if (more === 0) return;
  if (y + 26 > page.bottom) y = newPage(doc);
  text(doc, `and ${grouped(String(more))} more`, columns.merchant, y + 8, { color: muted });
}

async function othersHaveTheirTurn(row: number): Promise<void> {
  if (row % rowsAtOnce === rowsAtOnce - 1) await new Promise(setImmediate);
}

function newPage(doc: Doc): number {
  doc.addPage();
  return 48;
}

function footers(doc: Doc, { companyName }: Statement): void {
  const { count } = doc.bufferedPageRange();
  for (let number = 0; number < count; number += 1) {
    doc.switchToPage(number);
    line(doc, 796);
    const style = { size: 7.5, color: muted };
    text(doc, `${companyName}  ·  Amounts in US dollars, times in UTC`, page.left, 804, {
      ...style,
      width: 380,
    });
    text(doc, `Page ${number + 1} of ${count}`, 440, 804, {
      ...style,
      width: page.right - 440,
      align: 'right',
    });
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2 Nov` */
const shortDay = (at: Date): string => `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ''}`;
/** `2 Nov 2026` */
const day = (at: Date): string => `${shortDay(at)} ${at.getUTCFullYear()}`;

/** The days that a statement covers; its end is exclusive. */
function periodOf({ from, to, issuedAt }: Statement): string {
  const last = to === null || to > issuedAt ? issuedAt : new Date(to.getTime() - 1);
  return from === null ? `until ${day(last)}` : `${day(from)} – ${day(last)}`;
}

/** A comma behind every third figure before the point. */
const grouped = (amount: string): string => {
  const [whole = '', fraction] = amount.split('.');
  const thousands = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
};

/** `1,234.50`, below zero with a real minus sign. */
const usd = (cents: bigint): string => grouped(formatAmount(cents, 2)).replace('-', '−');

/** As {@link usd}, with the sign of what comes in, too. */
const signed = (cents: bigint): string => (cents > 0n ? `+${usd(cents)}` : usd(cents));
