import { styleText } from 'node:util';

const colours: Record<string, Parameters<typeof styleText>[0]> = {
  trace: 'gray',
  debug: 'gray',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
};

/** A line for people in a terminal from a line of JSON: time, level, sentence, then the fields. */
export function readableLine(json: string): string {
  const { level, time, msg, pid: _pid, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const name = String(level);
  const parts = [
    styleText('gray', String(time).slice(11, 23)),
    styleText(colours[name] ?? 'green', name.toUpperCase().padEnd(5)),
    typeof msg === 'string' ? msg : '',
    ...Object.entries(fields).map(([field, value]) => styleText('gray', `${field}=`) + printed(value)),
  ];
  const stack = hasStack(err) ? `\n${err.stack}` : '';
  return `${parts.join(' ')}${stack}\n`;
}

function hasStack(value: unknown): value is { stack: string } {
  return typeof value === 'object' && value !== null && 'stack' in value;
}

function printed(value: unknown): string {
  return typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value);
}
