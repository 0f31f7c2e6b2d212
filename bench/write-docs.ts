/**
 * `node bench/write-docs.ts <json>`: writes the tables of a bench between the markers of docs/benchmarks.md, and the
 * chart beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barsTable } from './bars.ts';
import { drawChart } from './chart.ts';
import { machineLines } from './machine.ts';
import { partNames, parts, tableOf } from './parts.ts';
import type { BenchRecord } from './record.ts';

const docs = join(import.meta.dirname, '../docs');
const begin = '<!-- figures: begin -->';
const end = '<!-- figures: end -->';

function main(file: string | undefined): void {
  if (!file)
    throw new Error('Name the JSON file of a bench: node bench/write-docs.ts bench/results/<time>.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as BenchRecord;
  const page = join(docs, 'benchmarks.md');
  const text = readFileSync(page, 'utf8');
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined)
    throw new Error(`${page} has no "${begin}" followed by "${end}". Put them where the figures belong.`);
  writeFileSync(page, `${head}${begin}\n\n${figures(record)}\n\n${end}${tail}`);
  if (record.results.peers)
    writeFileSync(join(docs, 'images', 'benchmarks.svg'), drawChart(record.results.peers));
  console.log(`${page} has the figures of ${record.at}`);
}

/** What stands between the markers. */
function figures({ at, options, machine, results }: BenchRecord): string {
  const { load, rounds } = options;
  const how = `${load.connections} connections, ${load.seconds} s each, ${rounds} rounds where there are rounds`;
  const facts = [`Measured on ${at.slice(0, 10)}: ${how}.`, ...machineLines(machine)];
  const chart = '![Sista Flow beside other builders: accepted and delivered a second](images/benchmarks.svg)';
  const tables = partNames.flatMap((name) => {
    const table = tableOf(name, results);
    return table === undefined ? [] : [`### ${parts[name].title}\n\n${table}`];
  });
  return [
    facts.map((fact) => `> ${fact}`).join('  \n'),
    ...(results.peers ? [chart] : []),
    `### The bars\n\n${barsTable(results)}`,
    ...tables,
  ].join('\n\n');
}

try {
  main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
