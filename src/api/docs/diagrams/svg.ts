/** Text for an element or a quoted attribute. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** How wide a line is drawn, in pixels, at 13 px: the fonts of a reader are unknown, so rather too wide than too narrow. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[A-Z_mwMW%]/.test(character) ? 8.9 : /[ijltfr.,:;'|!()[\] ]/.test(character) ? 4.3 : 7.3;
  return Math.ceil(width);
}

/** Lines of at most so many characters, broken between words. */
export function wrap(text: string, longest: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longest)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export const lineHeight = 17;

/** Lines of text around a middle. */
export function textAt(
  lines: readonly string[],
  x: number,
  y: number,
  name: string,
  anchor: 'middle' | 'start' = 'middle',
): string {
  const first = y - ((lines.length - 1) * lineHeight) / 2;
  return lines
    .map(
      (line, at) =>
        `<text class="${name}" x="${round(x)}" y="${round(first + at * lineHeight)}" text-anchor="${anchor}" dominant-baseline="central">${escape(line)}</text>`,
    )
    .join('');
}

export const round = (value: number): number => Math.round(value * 10) / 10;

/** A point of an arrow: drawn here, since a marker needs an id, which must be one of the page's. */
export function arrowHead(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const corner = (side: number): string => {
    const x = to.x - 9 * Math.cos(angle + side * 0.42);
    const y = to.y - 9 * Math.sin(angle + side * 0.42);
    return `${round(x)},${round(y)}`;
  };
  return `<polygon class="arrow" points="${round(to.x)},${round(to.y)} ${corner(1)} ${corner(-1)}"/>`;
}

/** The drawing as a whole; its colours are those of the page (`site.css`). */
export const drawing = (width: number, height: number, title: string, parts: readonly string[]): string =>
  `<svg class="diagram" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" width="${Math.ceil(width)}" height="${Math.ceil(height)}" role="img" aria-label="${escape(title)}">${parts.join('')}</svg>`;
