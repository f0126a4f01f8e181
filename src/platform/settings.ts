import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { Redacted } from '../kernel/redacted.ts';
import { databaseServers } from './database-url.ts';
import { StartupProblem } from './startup-problem.ts';

/** The parts of Cardwright that can run in one process or in processes of their own. */
export const roles = ['api', 'dispatcher', 'watcher', 'worker', 'network', 'signer'] as const;
export type Role = (typeof roles)[number];

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** One line of the table below: an environment variable, what it means, and what it may be. */
export interface Setting<T> {
  /** The environment variable. An empty one counts as absent. */
  readonly name: string;
  /** In the words of an environment variable; without one the setting may be absent. */
  readonly default?: string;
  /** For the reference page. */
  readonly meaning: string;
  /** Completes the sentence "it must be …". */
  readonly must: string;
  readonly check: z.ZodType<T, string>;
  /** The value is not repeated in messages. */
  readonly secret?: true;
}

/** Keeps each setting's own type, and whether it has a default. */
function setting<const S extends Setting<unknown>>(line: S): S {
  return line;
}

/** All settings. `docs/guides/settings.md` is written from this by `scripts/settings-page.ts`. */
export const settingsTable = {
  environment: setting({
    name: 'CARDWRIGHT_ENV',
    default: 'sandbox',
    meaning:
      '`sandbox` has the simulator, a demo company and generated keys. `production` has none of these and needs `MASTER_KEY` and `OPERATOR_KEY`.',
    must: 'sandbox or production',
    check: z.enum(['sandbox', 'production']),
  }),
  roles: setting({
    name: 'ROLES',
    default: roles.join(','),
    meaning:
      'Which parts run in this process: `api` answers requests, `dispatcher` sends webhooks, `watcher` reads the chains, `worker` does what falls due (expiry, sweeps, seals, retention), `network` speaks to the card network, `signer` keeps key shares. Several processes with the same role share its work.',
    must: `a list of ${roles.join(', ')}, with commas between`,
    check: list(z.enum(roles))
      .refine((chosen) => chosen.length > 0)
      .transform((chosen): ReadonlySet<Role> => new Set(chosen)),
  }),
  host: setting({
    name: 'HOST',
    default: '127.0.0.1',
    meaning:
      'The address to listen on. `0.0.0.0` and `::` are all addresses of the machine; put a proxy with TLS in front.',
    must: 'an IP address or a host name',
    check: z.string().regex(/^[\w.:%-]+$/),
  }),
  port: setting({
    name: 'PORT',
    default: '8080',
    meaning: 'The port to listen on. `0` takes any free one.',
    must: 'a whole number from 0 to 65535',
    check: port(0),
  }),
  healthPort: setting({
    name: 'HEALTH_PORT',
    meaning:
      'The port on which a process without the role `api` answers `/healthz`, `/readyz` and `/metrics`, and nothing else. `0` takes any free one, which the log names. Without it such a process answers nobody; one with the role `api` answers them on `PORT`.',
    must: 'a whole number from 0 to 65535',
    check: port(0),
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    default: './.cardwright',
    meaning:
      'The folder for what this installation keeps on disk: the database when `DATABASE_URL` is not set, and the sandbox’s master key.',
    must: 'the path of a folder',
    check: path(),
  }),
  databaseUrl: setting({
    name: 'DATABASE_URL',
    meaning:
      'The PostgreSQL server to use, version 16 or later: `postgresql://name:password@host:5432/database`. Without it, Cardwright starts the PostgreSQL that came with it, in `DATA_DIR`. With `?sslmode=require` or `verify-full` behind it, it is spoken to over TLS, and must show a certificate for its name from a known authority, or that of `&sslrootcert=/path/to/ca.crt`; `?sslmode=no-verify` checks nothing. Signs such as `@` or `#` in the password are written as `%40`, `%23`. Several servers of which one takes the place of another, with commas between (`@one:5432,two:5432/`): the one that can be written is used, and found again after a failover.',
    must: 'a URL that starts with postgresql:// or postgres://',
    secret: true,
    check: z
      .string()
      .refine((text) => databaseServers(text) !== undefined)
      .transform((text) => new Redacted(text)),
  }),
  masterKeys: setting({
    name: 'MASTER_KEY',
    meaning:
      'The key that all others are derived from and that seals secrets in the database: 32 random bytes, as hex or base64 (`openssl rand -hex 32`). To change it, put the new one in front of the old one with a comma between, and seal all anew with `npx cardwright master-key rotate`. Without it, a sandbox makes one and keeps it in `DATA_DIR/master.key`.',
    must: '32 random bytes as hex or base64 (openssl rand -hex 32), or several such keys with commas between',
    secret: true,
    check: list(parsed(readKey)).refine((keys) => keys.length > 0),
  }),
  operatorKey: setting({
    name: 'OPERATOR_KEY',
    meaning:
      'The key of the operator, who makes companies: at least 32 letters, digits and signs. Without it, a sandbox derives one from the master key.',
    must: 'at least 32 characters without spaces (openssl rand -hex 32)',
    secret: true,
    check: z
      .string()
      .regex(/^[!-~]{32,200}$/)
      .refine((text) => new Set(text).size >= 8)
      .transform((text) => new Redacted(text)),
  }),
  apiKey: setting({
    name: 'CARDWRIGHT_API_KEY',
    meaning:
      'For commands alone, not for the server: the API key of a company, where `--url` names a server or the one that runs here is production. What stands behind `--api-key` is seen by everybody on the machine; this is not.',
    must: 'an API key',
    secret: true,
    check: z
      .string()
      .regex(/^[!-~]{1,200}$/)
      .transform((text) => new Redacted(text)),
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    default: 'info',
    meaning:
      'From which level on lines are logged: `trace`, `debug`, `info`, `warn`, `error`, `fatal`, or `silent`.',
    must: `one of ${logLevels.join(', ')}`,
    check: z.enum(logLevels),
  }),
  publicUrl: setting({
    name: 'PUBLIC_URL',
    meaning:
      'Where browsers reach this server from outside, such as `https://cards.example.com`: the beginning of the addresses that the API gives out (pages that show a card number). Without it, the address that it listens on.',
    must: 'a URL that starts with https:// or http://, without a query',
    check: z
      .string()
      .regex(/^https?:\/\/[^\s?#]+$/)
      .refine((text) => URL.canParse(text))
      .transform((text) => text.replace(/\/+$/, '')),
  }),
  readyFile: setting({
    name: 'READY_FILE',
    meaning:
      'When everything is ready, `{"url", "api_key", "operator_key"}` is written to this file as JSON, readable by its owner only. One that a killed process has left is removed when the next starts.',
    must: 'the path of a file',
    check: path(),
  }),
  trustedProxies: setting({
    name: 'TRUSTED_PROXIES',
    default: '',
    meaning:
      'The proxies in front of Cardwright, as addresses or networks (`10.0.0.0/8`) with commas between. Only from them is `X-Forwarded-For` believed.',
    must: 'a list of addresses and networks such as 10.0.0.0/8, with commas between',
    check: networks(),
  }),
  rateLimitCompany: setting({
    name: 'RATE_LIMIT_COMPANY',
    default: '1000',
    meaning:
      'How many requests a company may make in a second, over all processes together. `0` is no limit. Simulation is never limited.',
    must: 'a whole number from 0 to 1000000',
    check: wholeNumber(1_000_000),
  }),
  rateLimitAddress: setting({
    name: 'RATE_LIMIT_ADDRESS',
    default: '1000',
    meaning:
      'How many requests may come from one address in a second (of IPv6, from one /64), over all processes together. `0` is no limit.',
    must: 'a whole number from 0 to 1000000',
    check: wholeNumber(1_000_000),
  }),
  networkHost: setting({
    name: 'NETWORK_HOST',
    default: '127.0.0.1',
    meaning:
      'The address on which the role `network` listens for the card network. Any other than this machine’s own wants `NETWORK_TLS_CERTIFICATE`, or a private line.',
    must: 'an IP address or a host name',
    check: z.string().regex(/^[\w.:%-]+$/),
  }),
  networkPort: setting({
    name: 'NETWORK_PORT',
    meaning:
      'The port on which the role `network` listens for ISO 8583 messages. `0` takes any free one. Without it, a sandbox takes any free one (`npx cardwright pos` finds it), and production speaks to no network.',
    must: 'a whole number from 0 to 65535',
    check: port(0),
  }),
  networkDialect: setting({
    name: 'NETWORK_DIALECT',
    default: 'iso1987-ascii',
    meaning:
      'How the network writes its messages: `iso1987-ascii`, `iso1987-ascii-binary-bitmap`, `iso1987-binary`, `iso1987-ebcdic`, or another one of `src/network/dialects`.',
    must: 'the name of a dialect',
    check: z.string().regex(/^[\w.-]+$/),
  }),
  networkFraming: setting({
    name: 'NETWORK_FRAMING',
    default: 'binary-2',
    meaning:
      'What stands in front of each message: its length as two octets (`binary-2`), as four digits packed in two octets (`bcd-2`), or as four characters (`ascii-4`); with `+tpdu`, five octets of transport header behind it.',
    must: 'binary-2, bcd-2 or ascii-4, or one of these with +tpdu behind it',
    check: z
      .string()
      .regex(/^(binary-2|bcd-2|ascii-4)(\+tpdu)?$/)
      .transform((text) => {
        const [length, tpdu] = text.split('+');
        return { length: length as 'binary-2' | 'bcd-2' | 'ascii-4', tpdu: tpdu !== undefined };
      }),
  }),
  networkTlsCertificate: setting({
    name: 'NETWORK_TLS_CERTIFICATE',
    meaning:
      'The certificate that the network sees, with those in between, as PEM. With it and `NETWORK_TLS_KEY` only TLS is spoken, from version 1.2 on.',
    must: 'the path of a file',
    check: path(),
  }),
  networkTlsKey: setting({
    name: 'NETWORK_TLS_KEY',
    meaning: 'The private key of `NETWORK_TLS_CERTIFICATE`, as PEM.',
    must: 'the path of a file',
    check: path(),
  }),
  networkTlsClientAuthorities: setting({
    name: 'NETWORK_TLS_CLIENT_AUTHORITIES',
    meaning:
      'The authorities of the certificates that the network shows, as PEM. With it every peer must show one.',
    must: 'the path of a file',
    check: path(),
  }),
  networkZoneKey: setting({
    name: 'NETWORK_ZONE_KEY',
    meaning:
      'The zone PIN key: under it the network encrypts PIN blocks (field 52, ISO 9564-1 format 0, Triple DES). Two or three keys of 8 octets as hex. Without it, a sandbox derives one from the master key, and in production no PIN can be deciphered (response 81).',
    must: '16 or 24 octets as hex, the first 8 other than the second 8',
    secret: true,
    check: parsed(readZoneKey),
  }),
  localChain: setting({
    name: 'LOCAL_CHAIN',
    default: 'on',
    meaning:
      'A sandbox brings a blockchain of its own, called POLYGON, with test tokens, and three signers beside it. `off` leaves them out: cards work, and what needs a chain answers 503. Production never has them.',
    must: 'on or off',
    check: z.enum(['on', 'off']).transform((text) => text === 'on'),
  }),
  localChainPort: setting({
    name: 'LOCAL_CHAIN_PORT',
    default: '0',
    meaning:
      'The port of 127.0.0.1 on which the sandbox’s blockchain answers JSON-RPC. `0` takes any free one at first, and the same again if it can.',
    must: 'a whole number from 0 to 65535',
    check: port(0),
  }),
  localChainBlockMs: setting({
    name: 'LOCAL_CHAIN_BLOCK_MS',
    default: '200',
    meaning:
      'How many milliseconds after a block of the sandbox’s blockchain the next one comes that confirms it. More lets one watch confirmations count up.',
    must: 'a whole number from 20 to 3600000',
    check: wholeNumber(3_600_000).refine((ms) => ms >= 20),
  }),
  chainsFile: setting({
    name: 'CHAINS_FILE',
    meaning:
      'The blockchains of a production installation, as JSON: names, chain ids, RPC URLs, confirmations, tokens and prices (see the guide on adding a chain). No two chains may have one name or chain id, and nothing on a chain, its coin included, one symbol with something else or one address. Without it there are no wallets, and nothing can fund the card holdings, which all purchases are paid from.',
    must: 'the path of a file',
    check: path(),
  }),
  relayerKey: setting({
    name: 'RELAYER_KEY',
    meaning:
      'The key that pays for gas on all chains, 32 bytes as hex, to be taken in: the first start with the role `watcher` seals it in the database, and from then on it is not needed here and may be removed. Without it one is made there. It can spend its own coins and nothing else.',
    must: '32 bytes as hex',
    secret: true,
    check: z
      .string()
      .regex(/^(0x)?[0-9a-fA-F]{64}$/)
      .transform((text) => new Redacted(`0x${text.replace(/^0x/, '').toLowerCase()}` as const)),
  }),
  signersFile: setting({
    name: 'SIGNERS_FILE',
    meaning:
      'The three signers, as JSON: `{"signers": [{"number": 1, "url": "http://…", "public_key": "…"}, …]}`. Without it, a sandbox starts three of its own, and production signs nothing.',
    must: 'the path of a file',
    check: path(),
  }),
  signingIdentity: setting({
    name: 'SIGNING_IDENTITY',
    meaning:
      'The folder with the platform’s identity key, by which the signers know it. It gives no access to any share.',
    must: 'the path of a folder',
    check: path(),
  }),
  signerFolder: setting({
    name: 'SIGNER_FOLDER',
    meaning:
      'The folder of the one signer that a process with the role `signer` runs: its keys, its peers, its shares. Such a process needs no database.',
    must: 'the path of a folder',
    check: path(),
  }),
  eventDays: setting({
    name: 'EVENT_DAYS',
    default: '30',
    meaning:
      'For how many days events, and what came of sending them, are kept by the role `worker`. What is older cannot be sent again.',
    must: 'a whole number from 7 to 3650',
    check: wholeNumber(3_650).refine((days) => days >= 7),
  }),
  webhookAllowedNetworks: setting({
    name: 'WEBHOOK_ALLOWED_NETWORKS',
    default: '',
    meaning:
      'Networks of your own (`10.20.0.0/16`) that webhooks may go to although their addresses are private, with commas between.',
    must: 'a list of networks such as 10.20.0.0/16, with commas between',
    check: networks(),
  }),
  webhookAllowedPorts: setting({
    name: 'WEBHOOK_ALLOWED_PORTS',
    default: '443',
    meaning: 'The ports that webhooks may go to in production, with commas between.',
    must: 'a list of numbers from 1 to 65535, with commas between',
    check: list(port(1)).transform((ports): ReadonlySet<number> => new Set(ports)),
  }),
};

type Table = typeof settingsTable;
type Value<S extends Setting<unknown>> =
  z.output<S['check']> | (S extends { readonly default: string } ? never : undefined);

/** What the environment says, checked. Absent settings without a default are undefined. */
export type Settings = { readonly [Field in keyof Table]: Value<Table[Field]> };

/**
 * Reads all settings from environment variables.
 *
 * @throws StartupProblem that names everything that is wrong, at once
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const wrong: string[] = [];
  const fields = Object.entries<Setting<unknown>>(settingsTable).map(([field, line]) => {
    const text = environment[line.name]?.trim() || line.default;
    if (text === undefined) return [field, undefined];
    const read = line.check.safeParse(text);
    if (read.success) return [field, read.data];
    wrong.push(`${line.name}${line.secret ? '' : ` is "${text}": it`} must be ${line.must}.`);
    return [field, undefined];
  });
  const settings = Object.fromEntries(fields) as Settings;
  if (settings.environment === 'production') wrong.push(...missingInProduction(environment));
  if (wrong.length === 0) return settings;
  throw new StartupProblem(wrong.join('\n'), 'docs/guides/settings.md tells what each setting means.');
}

/** The environment of a Cardwright that this process starts: as ours, but with these settings and no other. */
export function environmentWith(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const names = new Set<string>(Object.values(settingsTable).map(({ name }) => name));
  const others = Object.entries(process.env).filter(([name]) => !names.has(name));
  return { ...Object.fromEntries(others), ...settings };
}

function missingInProduction(environment: Readonly<Record<string, string | undefined>>): string[] {
  return [settingsTable.masterKeys, settingsTable.operatorKey]
    .filter((line) => !environment[line.name]?.trim())
    .map((line) => `${line.name} is missing: in production it must be ${line.must}.`);
}

/** Two keys of Triple DES that are the same would be one key of DES. */
function readZoneKey(text: string): Redacted<Buffer> | undefined {
  if (!/^([0-9a-f]{32}|[0-9a-f]{48})$/i.test(text)) return undefined;
  const key = Buffer.from(text, 'hex');
  return key.subarray(0, 8).equals(key.subarray(8, 16)) ? undefined : new Redacted(key);
}

/** Items with commas between; no item in an empty text. */
function list<T>(item: z.ZodType<T, string>): z.ZodType<T[], string> {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .pipe(z.array(item));
}

function port(lowest: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().min(lowest).max(65_535));
}

function wholeNumber(highest: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().max(highest));
}

/** Relative to the folder that Cardwright is started in. */
function path(): z.ZodType<string, string> {
  return z
    .string()
    .refine((text) => !text.includes('\0'))
    .transform((text) => resolve(text));
}

/** Each with a prefix length: a single address is the network of itself. */
function networks(): z.ZodType<string[], string> {
  return list(parsed(readNetwork));
}

function readNetwork(text: string): string | undefined {
  if (ipaddr.IPv6.isValidCIDR(text)) return ipaddr.IPv6.parseCIDR(text).join('/');
  if (ipaddr.IPv6.isValid(text)) return `${ipaddr.IPv6.parse(text).toString()}/128`;
  // Four parts always: in "10.1/8" an old rule reads 10.0.0.1, which is not what was meant.
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return text;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return `${text}/32`;
  return undefined;
}

/** A check from a reader that answers undefined for what it cannot read. */
function parsed<T>(read: (text: string) => T | undefined): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue('unreadable');
    return z.NEVER;
  });
}

/** A key of 32 bytes from hex or base64 (also its URL form), or undefined for anything else, a placeholder like 0000… too. */
export function readKey(text: string): Redacted<Buffer> | undefined {
  const hex = /^[0-9a-f]{64}$/i.test(text);
  if (!hex && !/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const bytes = Buffer.from(text, hex ? 'hex' : 'base64');
  // Of 32 random bytes fewer than twelve different ones do not happen.
  return new Set(bytes).size < 12 ? undefined : new Redacted(bytes);
}
