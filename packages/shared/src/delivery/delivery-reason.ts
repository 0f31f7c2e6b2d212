/** Why a delivery is where it is, where the status alone does not say it. Smallints in the database. */
export const deliveryReasons = {
  gone: 0,
  receiver_asked: 1,
  endpoint_disabled: 2,
  endpoint_deleted: 3,
  deadline: 4,
  schema_invalid: 5,
  filter_error: 6,
  bytes_changed: 7,
  secret_missing: 8,
  payload_expired: 9,
  cancelled_by_person: 10,
} as const;
export type DeliveryReason = keyof typeof deliveryReasons;

/** What an attempt met. `unknown`: the process died while it was out, so it may have arrived. */
export const attemptOutcomes = {
  delivered: 0,
  throttled: 1,
  redirect: 2,
  refused: 3,
  server_error: 4,
  gone: 5,
  timeout: 6,
  dns: 7,
  connect: 8,
  tls: 9,
  reset: 10,
  protocol: 11,
  blocked: 12,
  unknown: 13,
} as const;
export type AttemptOutcome = keyof typeof attemptOutcomes;

/** Why the kept answer is not whole; null in the database when it is. */
export const truncations = { size: 1, time: 2, closed: 3 } as const;
