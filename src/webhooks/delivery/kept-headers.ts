/** So many characters of an answer's headers are kept with its attempt. */
const most = 8192;

/** The headers of an answer as JSON, at most 8 KiB of it: where they are longer, those that still fit, in their order. */
export function keptHeaders(text: string | null): string | null {
  if (text === null || text.length <= most) return text;
  let kept = '';
  for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
    // As it stands in the text: an array of many is as long as all of them, and what is escaped longer than it was.
    const member = `${kept === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
    if (kept.length + member.length + 2 <= most) kept += member;
  }
  return `{${kept}}`;
}
