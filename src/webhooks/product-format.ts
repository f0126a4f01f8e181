/**
 * The newer body of the source system: members `product`, `event_type`, `operation_id`, `status`, `reason`, `data`, lower
 * case. Made from the stored body, so the same each time; `data` is taken over as it is, since numbers that a company put
 * into the metadata of a card may have more digits than a float.
 */
export function productBody(body: string): string {
  // `data` is the last member, and the only quote of any text before it that is not escaped ends that text.
  const start = body.indexOf(',"data":');
  const head = JSON.parse(`${body.slice(0, start)}}`) as Record<string, unknown>;
  const { operation, sub_operation, operation_id, status, reason } = head;
  const [product, eventType, productStatus] = productNames(
    String(operation),
    String(sub_operation),
    String(status),
  );
  const renamed = JSON.stringify({
    product,
    event_type: eventType,
    operation_id,
    status: productStatus,
    ...(reason !== undefined && { reason }),
  });
  return renamed.slice(0, -1) + body.slice(start);
}

/** How the three parts of a type read in this format. */
export function productNames(
  operation: string,
  subOperation: string,
  status: string,
): [string, string, string] {
  const product = operation.toLowerCase();
  const event = subOperation.toLowerCase();
  if (subOperation === 'DEPOSIT')
    return [product, event, status === 'CANCELLED' ? 'canceled' : status.toLowerCase()];
  if (operation === 'CARDS') {
    if (subOperation === 'CLEARING') {
      if (status === 'PENDING') return [product, 'authorized', 'success'];
      return [product, status === 'SUCCESS' ? 'cleared' : 'declined', 'success'];
    }
    if (subOperation === 'DECLINED' || subOperation === 'REVERSAL' || subOperation === 'REFUND')
      return [product, event, 'success'];
  }
  return [product, event, status.toLowerCase()];
}
