/** The body of an event, as far as lists show it. */
export interface EventBody {
  readonly operation: string;
  readonly sub_operation: string;
  readonly operation_id: string;
  readonly status: string;
  readonly reason?: string;
  readonly data: Readonly<Record<string, unknown>>;
}
