/**
 * The newer body of the source system: members `product`, `event_type`, `operation_id`, `status`, `reason`, `data`, lower
 * case. Made from the stored body, so the same each time.
 */
export function productBody(body: string): string {
  const { operation, sub_operation, operation_id, status, reason, data } = JSON.parse(body) as Record<
    string,
    unknown
  >;
  const [product, eventType, productStatus] = productNames(
    String(operation),
    String(sub_operation),
    String(status),
  );
  return JSON.stringify({
    product,
    event_type: eventType,
    operation_id,
    status: productStatus,
    ...(reason !== undefined && { reason }),
    data,
  });
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
