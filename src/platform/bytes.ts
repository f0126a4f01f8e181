/**
 * The UTF-8 bytes of a text that lives for long, in memory of their own. `Buffer.from` cuts short texts from pieces of 64 KB that
 * many share, and each piece lives as long as the last of them: a question of 1 KB that is open for a second kept all 64.
 */
export function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
