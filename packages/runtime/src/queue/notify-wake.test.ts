import { describe, expect, it } from 'vitest';
import { tellers } from './link-processes.ts';
import { parseWake } from './notify-wake.ts';

describe('a message between processes', () => {
  it('names a lane of runs, or the endpoints that have something due', () => {
    expect(parseWake('p1 run:12')).toEqual({ from: 'p1', lane: 'run', endpointIds: [] });
    expect(parseWake('p1 deliver:a,b')).toEqual({ from: 'p1', lane: 'deliver', endpointIds: ['a', 'b'] });
  });

  it('of another release is not understood, and does no harm', () => {
    expect(parseWake('p1 dance:12')).toBeUndefined();
    expect(parseWake('')).toBeUndefined();
  });
});

describe('news of a commit', () => {
  function link({ busy = 0, slots = 2, others = true, serves = false } = {}) {
    const told: string[] = [];
    const pump = { wake: () => told.push('pump'), busy: () => busy, slots: { free: () => slots - busy } };
    const notify = {
      runs: (lane: string) => told.push(`notify ${lane}`),
      line: (id: string) => told.push(`notify ${id}`),
    };
    const pumps = serves ? {} : { run: pump, deliver: pump };
    return { told, wakes: tellers(pumps, notify as never, () => others) };
  }

  it('stays in a process that has a free slot', () => {
    const { told, wakes } = link({ busy: 1 });
    wakes.run();
    expect(told).toEqual(['pump']);
  });

  it('goes to the others when every slot is taken', () => {
    const { told, wakes } = link({ busy: 2 });
    wakes.run();
    expect(told).toEqual(['pump', 'notify run']);
  });

  it('is told to nobody while nobody else lives', () => {
    const { told, wakes } = link({ busy: 2, others: false });
    wakes.run();
    wakes.deliver('e1');
    expect(told).toEqual(['pump', 'pump']);
  });

  it('is always told by a process that only serves', () => {
    const { told, wakes } = link({ serves: true });
    wakes.run();
    wakes.deliver('e1');
    expect(told).toEqual(['notify run', 'notify e1']);
  });

  it('about a line goes to whoever works it, which may be another process', () => {
    const { told, wakes } = link();
    wakes.deliver('e1');
    expect(told).toEqual(['pump', 'notify e1']);
  });
});
