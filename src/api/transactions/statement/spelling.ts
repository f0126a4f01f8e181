import anyAscii from 'any-ascii';
import type Pdf from 'pdfkit';

/**
 * What the typeface has no letters for (Chinese, Arabic, Thai …) is spelled in those that it has, as card networks do; a box would
 * tell nobody anything. Of the font that is set.
 */
export function spelled(doc: InstanceType<typeof Pdf>, words: string): string {
  if (/^[ -~]*$/.test(words)) return words;
  const { font } = Reflect.get(doc, '_font') as { readonly font: Typeface };
  let [shown, without] = ['', ''];
  for (const letter of words.normalize('NFC')) {
    if (!font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)) without += letter;
    else {
      shown += anyAscii(without) + letter;
      without = '';
    }
  }
  return shown + anyAscii(without);
}

/** Of what PDFKit keeps to itself. */
interface Typeface {
  hasGlyphForCodePoint(codePoint: number): boolean;
}
