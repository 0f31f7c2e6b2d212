import type { Rooms } from '../open-rooms.ts';
import type { RuntimeOptions } from '../start-runtime.ts';
import type { Lane } from './boss.ts';
import { type NotifyWake, openNotifyWake, type RunLane } from './notify-wake.ts';
import type { Pump } from './pump.ts';
import type { LaneSlots } from './slots.ts';

/** The pumps of this process with the slots that they fill; a process that only serves has none. */
export type Pumps = Partial<Record<Lane, Pick<Pump, 'wake' | 'busy'> & { slots: Pick<LaneSlots, 'free'> }>>;

/**
 * Links this process with the others: what a commit made ready and cannot be taken here is told to them, and what
 * they tell wakes the pumps of this one. Returns what ends it.
 */
export async function linkProcesses(
  { database, clock, log }: Pick<RuntimeOptions, 'database' | 'clock' | 'log'>,
  { lines, wakes, presence }: Pick<Rooms, 'lines' | 'wakes' | 'presence'>,
  pumps: Pumps,
): Promise<() => Promise<void>> {
  const sql = database.pinned('notify');
  const notify = await openNotifyWake({
    sql,
    listen: database.listen,
    clock,
    log,
    processId: presence.row.id,
    woken: {
      runs: (lane) => pumps[lane]?.wake(),
      deliver(endpointIds) {
        for (const id of endpointIds) if (lines.isWorking(id)) lines.nudge(id);
        pumps.deliver?.wake();
      },
    },
  });
  Object.assign(
    wakes,
    tellers(pumps, notify, () => presence.row.others().workers > 0),
  );
  return async () => {
    await notify.stop();
    await sql.close();
  };
}

/**
 * Where news of a commit goes: to the pump of this process, and to the others only what it cannot take. A line may be
 * worked elsewhere, so what became due for it is told whenever somebody else could be working it.
 */
export function tellers(
  pumps: Pumps,
  notify: Pick<NotifyWake, 'runs' | 'line'>,
  othersWork: () => boolean,
): Rooms['wakes'] {
  const runs = (lane: RunLane) => () => {
    const pump = pumps[lane];
    pump?.wake();
    if (!pump || (pump.slots.free() === 0 && othersWork())) notify.runs(lane);
  };
  return {
    run: runs('run'),
    ai: runs('ai'),
    deliver(endpointId) {
      pumps.deliver?.wake();
      if (!pumps.deliver || othersWork()) notify.line(endpointId);
    },
  };
}
