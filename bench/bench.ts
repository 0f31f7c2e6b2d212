/** `pnpm bench [accept|whole-runs] [--seconds N] [--connections N]`: measures a real server process on this machine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAccept } from './accept.ts';
import { describeMachine } from './machine.ts';
import { startServer } from './processes.ts';
import { acceptTable, machineLines, wholeRunTable } from './report.ts';
import { measureWholeRuns } from './whole-run.ts';

const parts = ['accept', 'whole-runs'] as const;
type Part = (typeof parts)[number];

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '10' },
      connections: { type: 'string', default: '128' },
    },
  });
  const wanted = positionals.length === 0 ? [...parts] : positionals;
  const unknown = wanted.find((name) => !(parts as readonly string[]).includes(name));
  if (unknown) throw new Error(`There is no benchmark ${unknown}. There are: ${parts.join(', ')}.`);
  const load = { seconds: Number(values.seconds), connections: Number(values.connections) };
  if (!(load.seconds > 0 && load.connections > 0))
    throw new Error('--seconds and --connections are numbers above 0.');
  return { wanted: wanted as Part[], load };
}

async function main(): Promise<void> {
  const { wanted, load } = readArguments();
  const results: Record<string, unknown> = { at: new Date().toISOString(), load };
  // Each part on a fresh folder: what an earlier one left to do must not slow the next.
  for (const part of wanted) {
    const server = await startServer();
    try {
      if (!results.machine) {
        const machine = await describeMachine(server.databaseUrl);
        results.machine = machine;
        console.log(
          `${machineLines(machine).join('\n')}\n${load.connections} connections, ${load.seconds} s each\n`,
        );
      }
      if (part === 'accept') {
        const result = await measureAccept(server, load);
        results.accept = result;
        console.log(`${acceptTable(result)}\n`);
      } else {
        const result = await measureWholeRuns(server, load);
        results.wholeRuns = result;
        console.log(`${wholeRunTable(result)}\n`);
      }
    } finally {
      await server.stop();
    }
  }
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${String(results.at).replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Kept in ${file}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
