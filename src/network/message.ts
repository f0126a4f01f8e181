/** One BER-TLV data object of field 55: a primitive one has octets, a constructed one (`70`, `77`, `E1` …) has children. */
export type Tlv = PrimitiveTlv | ConstructedTlv;

export interface PrimitiveTlv {
  /** Upper-case hex: `9F26`. */
  readonly tag: string;
  readonly value: Uint8Array;
}

export interface ConstructedTlv {
  readonly tag: string;
  readonly children: readonly Tlv[];
}

/** What a data element holds: text (all formats of characters and digits), octets (`b`), or data objects (field 55). */
export type FieldValue = string | Uint8Array | readonly Tlv[];

/** Data elements by number. Field 1, the secondary bitmap, is not among them: it follows from the others. */
export type Fields = Readonly<Record<number, FieldValue>>;

/** A whole ISO 8583 message: there is no value of this type for part of one. */
export interface Message {
  /** Message type indicator, four digits: `0100`. */
  readonly mti: string;
  readonly fields: Fields;
}

/** Field `number` where it is there and holds text. */
export function textOf(message: Message, number: number): string | undefined {
  const value = message.fields[number];
  return typeof value === 'string' ? value : undefined;
}

/** Field `number` where it is there and holds octets. */
export function octetsOf(message: Message, number: number): Uint8Array | undefined {
  const value = message.fields[number];
  return value instanceof Uint8Array ? value : undefined;
}

/** The data objects of field `number` (55), or none. */
export function tagsOf(message: Message, number: number): readonly Tlv[] {
  const value = message.fields[number];
  return typeof value === 'object' && !(value instanceof Uint8Array) ? value : [];
}

/** The first primitive data object with this tag, at any depth. */
export function findTag(tags: readonly Tlv[], tag: string): Uint8Array | undefined {
  for (const object of tags) {
    if ('children' in object) {
      const found = findTag(object.children, tag);
      if (found !== undefined) return found;
    } else if (object.tag === tag) return object.value;
  }
  return undefined;
}
