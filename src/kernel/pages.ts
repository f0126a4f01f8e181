/** A part of a list in its order: at most `size` items, behind the one whose id is `after`, or from its beginning. */
export interface ListPart {
  readonly after?: string | undefined;
  readonly size: number;
}
