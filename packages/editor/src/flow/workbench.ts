import type { Position } from '@sista/shared/flow/flow-operations';
import { create } from 'zustand';
import type { AddPlace } from '../document/commands.ts';
import type { InspectorTab } from '../inspector/Inspector.tsx';

export type FlowDialog =
  | 'publish'
  | 'versions'
  | 'delete'
  | 'keys'
  | 'connect'
  | 'variables'
  | 'settings'
  | 'stop-runs';

/** What is open around the canvas. It lives as long as the flow's page does. */
export type Workbench = {
  /** The palette as a search box, for a step at this place. */
  adding: (AddPlace & { triggers: boolean }) | undefined;
  palette: boolean;
  test: boolean;
  issues: boolean;
  inspectorOpen: boolean;
  tab: InspectorTab;
  dialog: FlowDialog | undefined;
  /** A card that is moved by keys, and where it came from. */
  moving: { id: string; from: Position } | undefined;
  /** A sentence over the canvas: why something cannot be done. */
  notice: string | undefined;
};

const closed: Workbench = {
  adding: undefined,
  palette: true,
  test: false,
  issues: false,
  inspectorOpen: false,
  tab: 'configuration',
  dialog: undefined,
  moving: undefined,
  notice: undefined,
};

export const createWorkbench = () => create<Workbench>(() => closed);
export type WorkbenchStore = ReturnType<typeof createWorkbench>;
