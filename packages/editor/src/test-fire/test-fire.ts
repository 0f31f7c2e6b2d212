import { create } from 'zustand';
import { explainError } from '../api/error-words.ts';
import { api } from '../api/trpc.ts';
import { readJson } from '../inspector/controls/JsonControl.tsx';
import type { CurrentSample } from '../inspector/preview-scope.ts';
import { followRun } from '../run-overlay/follow-run.ts';
import type { RunOverlayStore } from '../run-overlay/run-overlay.ts';

export type Effects = 'hold' | 'send';

/** A test of the draft: the sample as it is edited, and the run that lies over the canvas. */
export type TestFire = {
  title: string;
  payloadText: string;
  headers: Readonly<Record<string, string>> | undefined;
  effects: Effects;
  starting: boolean;
  problem: string | undefined;
  overlay: RunOverlayStore | undefined;
  stop: (() => void) | undefined;
};
export type TestFireStore = ReturnType<typeof createTestFire>;

export const createTestFire = (sample: CurrentSample) =>
  create<TestFire>(() => ({
    ...fieldsOfSample(sample),
    effects: 'hold',
    starting: false,
    problem: undefined,
    overlay: undefined,
    stop: undefined,
  }));

function fieldsOfSample({ title, payload, headers }: CurrentSample) {
  return { title, payloadText: JSON.stringify(payload ?? {}, null, 2), headers };
}

export function chooseSample(store: TestFireStore, sample: CurrentSample): void {
  store.setState({ ...fieldsOfSample(sample), problem: undefined });
}

/** The sample as it stands in the panel; undefined while its text is no JSON. */
export function sampleOf({ title, payloadText, headers }: TestFire): CurrentSample | undefined {
  const { value, problem } = readJson(payloadText);
  if (problem !== undefined) return undefined;
  return { title, payload: value ?? {}, ...(headers ? { headers } : {}) };
}

/** Runs the draft on the sample in the panel. `save` brings the draft to the server first. */
export async function startTest(
  store: TestFireStore,
  flowId: string,
  save: () => Promise<void>,
): Promise<void> {
  if (store.getState().starting) return;
  const sample = sampleOf(store.getState());
  if (!sample) {
    store.setState({ problem: 'The sample is not JSON yet. Repair it, or choose another one.' });
    return;
  }
  store.getState().stop?.();
  store.setState({ starting: true, problem: undefined, overlay: undefined, stop: undefined });
  try {
    await save();
    const { payload, headers } = sample;
    const { effects } = store.getState();
    const { runId } = await api.flow.test.mutate({
      id: flowId,
      payload,
      effects,
      ...(headers ? { headers } : {}),
    });
    // The sample belongs to the flow: previews and the next test of anybody start from it.
    const kept = { title: sample.title, payload, ...(headers ? { headers } : {}) };
    void api.flow.setSample.mutate({ id: flowId, sample: kept }).catch(() => undefined);
    store.setState({ starting: false, ...followRun(runId) });
  } catch (error) {
    store.setState({ starting: false, problem: explainError(error).message });
  }
}

/** Takes the test off the canvas. The run itself goes on and stays in the list of runs. */
export function clearTest(store: TestFireStore): void {
  store.getState().stop?.();
  store.setState({ overlay: undefined, stop: undefined, problem: undefined });
}
