/** One message of a stream. */
export interface ServerSentEvent {
  /** The last id that was given, as the standard wants it. */
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events (WHATWG HTML, 9.2.6). A message that the end of the stream cuts off is none.
 *
 * @param heard called whenever anything arrives, comments included
 */
export async function* readServerSentEvents(
  stream: AsyncIterable<Uint8Array>,
  heard: () => void = () => undefined,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | undefined;
  let event = 'message';
  let data: string[] = [];

  for await (const chunk of stream) {
    heard();
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { id, event, data: data.join('\n') };
        event = 'message';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const name = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === 'id') id = value;
      else if (name === 'event') event = value;
      else if (name === 'data') data.push(value);
    }
  }
}
