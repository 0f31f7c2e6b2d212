export const captureOutcomes = {
  accepted: 0,
  duplicate: 1,
  parked: 2,
  refused: 3,
  filtered: 4,
  handshake: 5,
} as const;
export type CaptureOutcome = keyof typeof captureOutcomes;
