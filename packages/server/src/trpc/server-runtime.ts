import type { Runtime } from '@sista/runtime';

export type { Asking, FlowActivity, HiredVia } from '@sista/runtime';

/** What the rim may ask of the Runtime: all of its verbs but its end. */
export type ServerRuntime = Omit<Runtime, 'stop'>;
