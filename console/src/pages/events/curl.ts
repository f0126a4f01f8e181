/** A request as a command for a terminal. */
export function curl(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): string {
  const lines = [
    `curl -sS -X ${method} ${quoted(url)}`,
    ...Object.entries(headers)
      // They are of the connection, and curl writes its own.
      .filter(([name]) => !/^(?:content-length|host|connection|transfer-encoding)$/i.test(name))
      .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return lines.join(' \\\n  ');
}

/** For any POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
