import type { FlowOperation } from '@sista/shared/flow/flow-operations';

/** What one movement of a person did, under the words by which undo names it. */
export type Gesture = {
  what: string;
  /** Undoes it, in this order. */
  inverse: FlowOperation[];
  /** Gestures with the same key that follow quickly are one: the letters of a word. */
  mergeKey: string | undefined;
  /** When it was extended last, ms since the epoch. */
  at: number;
};

export const mostGestures = 200;
const mergeWithinMs = 800;

/** The history with a gesture more. Typing on in the same field extends the last gesture instead. */
export function withGesture(gestures: readonly Gesture[], gesture: Gesture): Gesture[] {
  const last = gestures.at(-1);
  const continues =
    last !== undefined &&
    gesture.mergeKey !== undefined &&
    last.mergeKey === gesture.mergeKey &&
    gesture.at - last.at < mergeWithinMs;
  if (!continues) return [...gestures, gesture].slice(-mostGestures);
  const merged = { ...last, inverse: [...gesture.inverse, ...last.inverse], at: gesture.at };
  return [...gestures.slice(0, -1), merged];
}
