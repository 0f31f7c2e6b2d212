import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { createContext, useContext } from 'react';
import type { Offer } from './offers.ts';

/** A text field that takes data: the last one that had the focus gets what is picked in Input. */
export type PickTarget = { insert: (path: string) => void };

export type Preview = { ok: true; value: unknown } | { ok: false; message: string };

export type InspectorContextValue = {
  flowId: string;
  ingressUrl: string | null;
  node: FlowNode;
  readOnly: boolean;
  /** What expressions of this node can name, nearest step first, with the value in the current sample. */
  offers: readonly Offer[];
  /** The value of stored config (a template, or JSON with templates in it) in the current sample. */
  evaluate: (stored: unknown) => Promise<Preview>;
  /** The same at the end of a loop's first item; undefined where no item is known. */
  evaluateInItem?: ((stored: unknown) => Promise<Preview>) | undefined;
  /** Changes when the sample or a step's output does, so that previews are made again. */
  scopeKey: unknown;
  setPickTarget: (target: PickTarget) => void;
  pickTarget: { current: PickTarget | undefined };
};

export const InspectorContext = createContext<InspectorContextValue | undefined>(undefined);

export function useInspector(): InspectorContextValue {
  const inspector = useContext(InspectorContext);
  if (!inspector) throw new Error('a form control was drawn outside of the inspector');
  return inspector;
}
