/**
 * The subelements of field 48: two digits of id, two of length, value, one after the other. `undefined` when the text is
 * not of this form: another network's contents, which are carried and not understood.
 */
export function readSubelements(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const id = text.slice(at, at + 2);
    const length = Number(text.slice(at + 2, at + 4));
    const value = text.slice(at + 4, at + 4 + length);
    if (!isDigits(text.slice(at, at + 4), 4) || value.length !== length || found.has(id)) return undefined;
    found.set(id, value);
    at += 4 + length;
  }
  return found;
}

/** Whether a text is so many digits. */
export function isDigits(text: string, length: number): boolean {
  if (text.length !== length) return false;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
