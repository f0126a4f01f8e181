export type { Codec } from './codec/codec.ts';
export { createCodec } from './codec/codec.ts';
export type { Dialect, FieldSpec, Format, Writing } from './codec/dialect.ts';
export { dialects } from './dialects/dialects.ts';
export type { Framing } from './framing/framing.ts';
export type { Fields, FieldValue, Message, Tlv } from './message.ts';
export { MalformedMessage } from './malformed.ts';
export { describe } from './describe.ts';
export type { NetworkServer } from './server/server.ts';
export { createNetworkServer } from './server/server.ts';
export type {
  Answer,
  Arrival,
  Connection,
  Handle,
  Limits,
  NetworkServerOptions,
  TlsOptions,
} from './server/types.ts';
export type { Client, ClientOptions } from './client.ts';
export { connectClient } from './client.ts';
