import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { RunAnswer } from '../api/shapes.ts';
import type { StepPlace } from '../run/run-selection.ts';

/** What every row of the waterfall needs. */
export type WaterfallView = {
  run: RunAnswer;
  document: FlowDocument;
  /** Ms since the epoch: the left end of the picture. */
  start: number;
  /** Its length, ms. */
  span: number;
  now: number;
  isChosen: (place: StepPlace) => boolean;
  /** The row that Tab reaches while none is chosen. */
  isFirst: (place: StepPlace) => boolean;
  onSelect: (nodeId: string, path: string) => void;
};
