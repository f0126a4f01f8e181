import { readFile } from 'node:fs/promises';
import type { ZoneKey } from '../cards/index.ts';
import { redacted } from '../kernel/redacted.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Settings } from '../platform/settings.ts';
import { StartupProblem } from '../platform/startup-problem.ts';
import { createCodec, type Codec } from './codec/codec.ts';
import { dialects } from './dialects/dialects.ts';
import { largestFrame, type Framing } from './framing/framing.ts';
import type { TlsOptions } from './server/types.ts';

/** How a network is spoken to: what both sides of a connection must agree on. */
export interface NetworkSetup {
  readonly codec: Codec;
  readonly framing: Framing;
  /** Values of field 39 that the dialect does not have, and what it has in their stead. */
  readonly responseCodes: Readonly<Record<string, string>>;
  readonly tls: TlsOptions | undefined;
  readonly zoneKey: ZoneKey | undefined;
}

type NetworkSettings = Pick<
  Settings,
  | 'environment'
  | 'networkDialect'
  | 'networkFraming'
  | 'networkTlsCertificate'
  | 'networkTlsKey'
  | 'networkTlsClientAuthorities'
  | 'networkZoneKey'
>;

/** What the settings say. @throws StartupProblem for a dialect that is not there, and for TLS files that cannot be read or are not all named */
export async function configureNetwork(settings: NetworkSettings, secrets: Secrets): Promise<NetworkSetup> {
  const dialect = dialects[settings.networkDialect];
  if (dialect === undefined) {
    throw new StartupProblem(
      `NETWORK_DIALECT is "${settings.networkDialect}": there is no such dialect.`,
      `There are: ${Object.keys(dialects).join(', ')}. A new one is a file in src/network/dialects.`,
    );
  }
  const framing = { ...settings.networkFraming, most: 0 };
  return {
    codec: createCodec(dialect),
    framing: { ...framing, most: Math.min(largestFrame(framing), mostOctets) },
    responseCodes: dialect.responseCodes ?? {},
    tls: await tlsOf(settings),
    zoneKey: settings.networkZoneKey ?? sandboxZoneKey(settings, secrets),
  };
}

/** A message with every field full has about 30,000 octets; real ones have a few hundred. */
const mostOctets = 32_768;

/** In a sandbox it follows from the master key, so that `cardwright pos` has the same. */
const sandboxZoneKey = ({ environment }: NetworkSettings, secrets: Secrets): ZoneKey | undefined =>
  environment === 'sandbox'
    ? redacted(secrets.deriveKey('network.zone-key').subarray(0, zoneKeyOctets))
    : undefined;

const zoneKeyOctets = 16;

async function tlsOf(settings: NetworkSettings): Promise<TlsOptions | undefined> {
  const { networkTlsCertificate: certificate, networkTlsKey: key } = settings;
  const authorities = settings.networkTlsClientAuthorities;
  if (certificate === undefined && key === undefined && authorities === undefined) return undefined;
  if (certificate === undefined || key === undefined) {
    throw new StartupProblem(
      `${certificate === undefined ? 'NETWORK_TLS_CERTIFICATE' : 'NETWORK_TLS_KEY'} is missing.`,
      'TLS needs a certificate and its key. Set both, or none to speak without TLS.',
    );
  }
  return {
    certificate: await pemOf('NETWORK_TLS_CERTIFICATE', certificate),
    key: await pemOf('NETWORK_TLS_KEY', key),
    ...(authorities !== undefined && {
      clientAuthorities: await pemOf('NETWORK_TLS_CLIENT_AUTHORITIES', authorities),
    }),
  };
}

async function pemOf(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StartupProblem(
      `${name} is "${path}": it cannot be read.`,
      'Name a PEM file that this user may read.',
      { cause },
    );
  }
}
