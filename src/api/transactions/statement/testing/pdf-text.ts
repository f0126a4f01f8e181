import { inflateSync } from 'node:zlib';

/**
 * The texts that PDFKit has drawn with embedded fonts, one for each piece, in their order, as a reader shows them: glyphs are read by
 * each font's own map to Unicode (PDF 32000-1, 9.10.3).
 */
export function pdfTexts(pdf: Buffer): string[] {
  const file = pdf.toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of file.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm))
    objects.set(id, body);
  const fonts = new Map<string, string[]>();
  for (const [, name = '', id = ''] of file.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1] ?? '';
    fonts.set(name, lettersOf(contentOf(objects.get(map) ?? '')));
  }
  const pages = [...objects.values()].filter((body) => body.includes('/Type /Page\n'));
  return pages.flatMap((page) => {
    const content = contentOf(objects.get(/\/Contents (\d+) 0 R/.exec(page)?.[1] ?? '') ?? '');
    let letters: string[] = [];
    const texts: string[] = [];
    for (const [, font, drawn = ''] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (font !== undefined) letters = fonts.get(font) ?? [];
      else texts.push(glyphs(drawn).map((glyph) => letters[glyph] ?? '\ufffd').join('')); // prettier-ignore
    }
    return texts;
  });
}

function contentOf(object: string): string {
  const stream = /stream\n([\s\S]*)\nendstream/.exec(object)?.[1] ?? '';
  const bytes = Buffer.from(stream, 'latin1');
  return (object.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1');
}

const glyphs = (drawn: string): number[] =>
  [...drawn.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex = '']) =>
    (hex.match(/.{4}/g) ?? []).map((four) => Number.parseInt(four, 16)),
  );

/** What the glyphs of a font stand for, in the order of their numbers. */
function lettersOf(map: string): string[] {
  const letters: string[] = [];
  for (const [, first = '', list = ''] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g))
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex = ''], at) => {
      const units = Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16();
      letters[Number.parseInt(first, 16) + at] = units.toString('utf16le');
    });
  return letters;
}
