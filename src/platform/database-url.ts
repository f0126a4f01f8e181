/** What `target_session_attrs` may be: we always need the one server that can be written. */
const writing: ReadonlySet<string> = new Set(['read-write', 'primary', 'any']);

/**
 * The servers that a `DATABASE_URL` names, each as a URL of its own: as in libpq, several hosts stand with commas between, each with
 * its port, `postgresql://name:password@one:5432,two:5432/database`. Undefined where it cannot be read, or asks for a server that
 * can only be read.
 */
export function databaseServers(text: string): readonly string[] | undefined {
  const [, scheme = '', credentials = '', hosts, rest = ''] =
    /^(postgres(?:ql)?:\/\/)([^/?]*@)?([^@/?]*)(\S*)$/.exec(text) ?? [];
  if (hosts === undefined) return undefined;
  const each = hosts.split(',');
  if (each.length > 1 && each.includes('')) return undefined;
  const wanted = /[?&]target_session_attrs=([^&]*)/.exec(rest)?.[1];
  if (wanted !== undefined && !writing.has(wanted)) return undefined;
  const urls = each.map((host) => `${scheme}${credentials}${host}${withoutTarget(rest)}`);
  return urls.every((url) => URL.canParse(url)) ? urls : undefined;
}

/** pg does not know it, and would keep it. */
const withoutTarget = (rest: string): string =>
  rest.replace(/([?&])target_session_attrs=[^&]*(&|$)/, (_, before: string, after: string) =>
    after === '&' ? before : '',
  );
