export type { Codec } from './codec/codec.ts';
export { createCodec } from './codec/codec.ts';
export type { Dialect, FieldSpec, Format, Writing } from './codec/dialect.ts';
export { dialects } from './dialects/dialects.ts';
export type { Framing } from './framing/framing.ts';
export type { Fields, FieldValue, Message, Tlv } from './message.ts';
export { MalformedMessage } from './malformed.ts';
export { describe } from './describe.ts';
export { configureNetwork } from './configure.ts';
export type { NetworkSetup } from './configure.ts';
export { createNetworkMetrics } from './metrics.ts';
export { createHandle } from './handle/handle.ts';
export type { HandleDoors } from './handle/types.ts';
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
export { answerTo, answerType, isAdvice } from './meaning/answer.ts';
export { keyText, originalKeyOf } from './meaning/key.ts';
export { readNetworkMessage } from './meaning/read.ts';
export type {
  Amount,
  NetworkKey,
  NetworkMerchant,
  NetworkMessage,
  OriginalElements,
  PresentedCard,
  Refusal,
} from './meaning/types.ts';
export { writeAnswer } from './meaning/write.ts';
export type { Outcome } from './meaning/write.ts';
export { createTerminal } from './terminal/terminal.ts';
export type { Terminal } from './terminal/terminal.ts';
export type * from './terminal/types.ts';
