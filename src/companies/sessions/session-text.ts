import { hash } from 'node:crypto';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import { randomBytes } from '../../platform/random.ts';

const sessionStart = 'cw_session_';
const linkStart = 'cw_link_';
const secretPattern = /^[\w-]{43}$/;

/** The text of a session of the console: 256 random bits. */
export const newSessionText = (): Redacted<string> => newText(sessionStart);

/** What opens one session. */
export const newLinkText = (): Redacted<string> => newText(linkStart);

/** Whether a text has the form of a session's; whether there is one is another matter. */
export const isSessionText = (text: string): boolean =>
  text.startsWith(sessionStart) && secretPattern.test(text.slice(sessionStart.length));

/** What is kept of keys, sessions and links. */
export const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer');

const newText = (start: string): Redacted<string> =>
  redacted(start + Buffer.from(randomBytes(32)).toString('base64url'));
