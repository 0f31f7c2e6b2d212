import { type Spread, spreadOf } from '../figures.ts';
import { postOrders, warmUp } from '../load.ts';
import { type BenchOptions, definePart } from '../part.ts';
import { postAndDrain } from '../post-and-drain.ts';
import { type Helper, startHelper } from '../processes.ts';
import { watchMemory } from '../resident.ts';
import { n8n } from './n8n.ts';
import { nodeRed } from './node-red.ts';
import { peersTable } from './peers-table.ts';
import { untilQuiet } from './quiet.ts';
import { sista } from './sista.ts';
import type { RunningSystem, System } from './system.ts';

/** Of one system at one number of connections, over all rounds. */
export type PeerFigures = {
  /** Answers a second of a flow that does nothing else. */
  accept: Spread;
  /** Of whole runs: answers a second while requests come in, arrivals a second until all have come. */
  accepted: Spread;
  delivered: Spread;
  deliveredMeanwhile: Spread;
  /** Answered with 2xx and never arrived, of how many. */
  missing: number;
  sent: number;
};
export type PeersResult = {
  rounds: number;
  connections: number[];
  systems: { name: string; version: string; figures: Record<string, PeerFigures>; residentMb: Spread }[];
};

type Sample = {
  accept: number;
  accepted: number;
  delivered: number;
  meanwhile: number;
  missing: number;
  sent: number;
};
type Round = { samples: Record<string, Sample>; mostMb: number };

const systems: readonly System[] = [sista, nodeRed, n8n];
/** How long nothing may arrive before the rest counts as not delivered. */
const patienceSeconds = 60;

/** The same two flows in other builders: one system at a time, round after round, each started afresh. */
export const peers = definePart<PeersResult>({
  title: 'Beside other builders',
  async measure(options) {
    const connections = [...new Set([options.load.connections, 32])];
    const rounds = new Map<System, Round[]>(systems.map((system) => [system, []]));
    for (let n = 0; n < options.rounds; n += 1)
      for (const system of systems) {
        console.error(`round ${n + 1} of ${options.rounds}: ${system.name}`);
        rounds.get(system)?.push(await measureRound(system, connections, options));
      }
    return {
      rounds: options.rounds,
      connections,
      systems: [...rounds].map(([{ name, version }, measured]) => ({
        name,
        version,
        figures: Object.fromEntries(
          connections.map((count) => [
            String(count),
            summarise(measured.map(({ samples }) => samples[count] as Sample)),
          ]),
        ),
        residentMb: spreadOf(measured.map(({ mostMb }) => mostMb)),
      })),
    };
  },
  table: (result) => peersTable(result),
});

async function measureRound(system: System, connections: number[], options: BenchOptions): Promise<Round> {
  const sink = await startHelper('sink.ts');
  const running = await system.start(sink.url);
  const watch = watchMemory(running.pid);
  const samples: Round['samples'] = {};
  try {
    for (const count of connections)
      samples[count] = await measureAt(running, sink, { ...options.load, connections: count });
    return { samples, mostMb: Math.max(...(await watch.stop())) };
  } finally {
    await watch.stop();
    await running.stop();
    await sink.stop();
  }
}

async function measureAt(system: RunningSystem, sink: Helper, load: BenchOptions['load']): Promise<Sample> {
  await postAndDrain(
    system.urls.whole,
    sink,
    { ...load, seconds: Math.min(3, load.seconds) },
    patienceSeconds,
  );
  await untilQuiet(system.pid);
  const whole = await postAndDrain(system.urls.whole, sink, load, patienceSeconds);
  await untilQuiet(system.pid);
  await warmUp(system.urls.accept, load);
  await untilQuiet(system.pid);
  const accept = await postOrders(system.urls.accept, load);
  await untilQuiet(system.pid);
  return {
    accept: accept.perSecond,
    accepted: whole.accepted.perSecond,
    delivered: whole.perSecond,
    meanwhile: whole.deliveredMeanwhile / load.seconds,
    missing: whole.missing,
    sent: whole.accepted.answered,
  };
}

function summarise(samples: readonly Sample[]): PeerFigures {
  const spread = (member: keyof Sample) => spreadOf(samples.map((sample) => sample[member]));
  const sum = (member: keyof Sample) => samples.reduce((total, sample) => total + sample[member], 0);
  return {
    accept: spread('accept'),
    accepted: spread('accepted'),
    delivered: spread('delivered'),
    deliveredMeanwhile: spread('meanwhile'),
    missing: sum('missing'),
    sent: sum('sent'),
  };
}
