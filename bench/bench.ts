/**
 * `pnpm bench [part…] [--seconds N] [--connections N] [--rounds N] [--runs N] [--peers]`: measures real server
 * processes on this machine, prints a table a part and keeps everything as JSON.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { barsOf, barsTable } from './bars.ts';
import { describeMachine, machineLines } from './machine.ts';
import type { BenchOptions } from './part.ts';
import { type PartName, type PartResults, partNames, parts, tableOf } from './parts.ts';
import { stopEverything } from './processes.ts';
import type { BenchRecord } from './record.ts';
import { startDatabase } from './systems.ts';

function readArguments(): { wanted: PartName[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '10' },
      connections: { type: 'string', default: '128' },
      rounds: { type: 'string', default: '3' },
      runs: { type: 'string', default: '10000000' },
      peers: { type: 'boolean', default: false },
    },
  });
  const isPart = (name: string): name is PartName => (partNames as string[]).includes(name);
  const unknown = positionals.find((name) => !isPart(name));
  if (unknown) throw new Error(`There is no benchmark ${unknown}. There are: ${partNames.join(', ')}.`);
  // Alone, --peers is the whole bench and the other builders; beside names it adds them.
  const all = partNames.filter((name) => name !== 'peers');
  const chosen = new Set(positionals.length > 0 ? positionals.filter(isPart) : all);
  if (values.peers) chosen.add('peers');
  const wanted = partNames.filter((name) => chosen.has(name));
  const number = (name: 'seconds' | 'connections' | 'rounds' | 'runs') => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a whole number above 0.`);
    return value;
  };
  const load = { seconds: number('seconds'), connections: number('connections') };
  return { wanted, options: { load, rounds: number('rounds'), runs: number('runs') } };
}

async function main(): Promise<void> {
  const { wanted, options } = readArguments();
  const database = await startDatabase();
  const machine = await describeMachine(database.url);
  await database.stop();
  const { connections, seconds } = options.load;
  console.log(`${machineLines(machine).join('\n')}\n${connections} connections, ${seconds} s each\n`);
  const results: PartResults = {};
  const record: BenchRecord = { at: new Date().toISOString(), options, machine, results };
  const failed: string[] = [];
  for (const name of wanted) {
    try {
      Object.assign(results, { [name]: await parts[name].measure(options) });
      console.log(`${tableOf(name, results)}\n`);
    } catch (error) {
      // The others are worth having; the end says which one is missing.
      failed.push(name);
      console.error(`${name} could not be measured: ${error instanceof Error ? error.message : error}\n`);
    }
    // After each part, so that an interrupted bench keeps what it has.
    keep(record);
  }
  if (barsOf(results).length > 0) console.log(`${barsTable(results)}\n`);
  console.log(`Kept in ${keep(record)}`);
  if (failed.length > 0) throw new Error(`Not measured: ${failed.join(', ')}.`);
}

function keep(record: BenchRecord): string {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${record.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopEverything().finally(() => process.exit(130)));

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  await stopEverything();
  process.exitCode = 1;
});
