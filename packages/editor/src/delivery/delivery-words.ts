import type { AttemptOutcome, DeliveryReason } from '@sista/shared/delivery/delivery-reason';

export const outcomeWords: Readonly<Record<AttemptOutcome, string>> = {
  delivered: 'Delivered',
  throttled: 'Asked to wait',
  redirect: 'Redirect',
  refused: 'Refused',
  server_error: 'Error of the server',
  gone: 'Gone',
  timeout: 'No answer in time',
  dns: 'Name not found',
  connect: 'No connection',
  tls: 'Certificate or TLS',
  reset: 'Connection broke',
  protocol: 'Not HTTP',
  blocked: 'Address not allowed',
  unknown: 'Outcome unknown',
};

export const deliveryReasonWords: Readonly<Record<DeliveryReason, string>> = {
  gone: 'The receiver says that the address is gone for good.',
  receiver_asked: 'The receiver asked to wait.',
  endpoint_disabled: 'The endpoint is switched off.',
  endpoint_deleted: 'The endpoint was deleted.',
  deadline: 'All attempts of 24 hours failed.',
  schema_invalid: 'The body does not fit the schema of its event.',
  filter_error: 'The filter of the endpoint failed.',
  bytes_changed: 'The stored bytes are not those that were signed.',
  secret_missing: 'The signing secret is missing.',
  payload_expired: 'The body is no longer kept.',
  cancelled_by_person: 'Somebody cancelled it.',
};

/** The tone of a mark or a line for what an attempt met. */
export function toneOfOutcome(outcome: AttemptOutcome): 'good' | 'wait' | 'bad' | 'odd' {
  if (outcome === 'delivered') return 'good';
  if (outcome === 'throttled') return 'wait';
  return outcome === 'unknown' ? 'odd' : 'bad';
}
