import { newUuid, toId, uuidTimeMs } from '@sista/shared/ids';
import { expect, it } from 'vitest';
import { deriveTaskId, taskIdRange } from './derive-task-id.ts';

it('derives the same id for the same place, another for any other, within the range of its run', () => {
  const runId = newUuid();
  const place = { runId, nodeId: 'check', path: '', parentCall: null, generation: 0 };
  const id = deriveTaskId(place);
  expect(deriveTaskId({ ...place })).toBe(id);
  expect(uuidTimeMs(id)).toBe(uuidTimeMs(runId));
  expect(toId('task', id)).toMatch(/^task_[0-9a-z]{26}$/);
  const { low, high } = taskIdRange(runId);
  expect(low <= id && id <= high).toBe(true);
  for (const other of [
    { nodeId: 'review' },
    { path: '0' },
    { generation: 1 },
    { parentCall: '1.0' },
    { runId: newUuid() },
  ])
    expect(deriveTaskId({ ...place, ...other })).not.toBe(id);
});
