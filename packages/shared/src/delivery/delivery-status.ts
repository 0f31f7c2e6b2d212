export const deliveryStatuses = {
  pending: 0,
  sending: 1,
  retrying: 2,
  throttled: 3,
  parked: 4,
  delivered: 5,
  dead: 6,
  cancelled: 7,
} as const;
export type DeliveryStatus = keyof typeof deliveryStatuses;

/** Nothing more is sent unless somebody replays it. */
export function isEndedDelivery(status: DeliveryStatus): boolean {
  return deliveryStatuses[status] >= deliveryStatuses.parked;
}
