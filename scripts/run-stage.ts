import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Tally, tallyOf } from './count-tests.ts';

export type Stage = {
  name: string;
  /** A program for Node.js with its arguments, or a function that throws when something is wrong. */
  run: readonly string[] | (() => Promise<unknown>);
  /** Below the root; the root where nothing is said. */
  folder?: string;
  environment?: Readonly<Record<string, string>>;
  /** Where the program leaves its JSON report, and how that is counted. Without: the stage is one check. */
  report?: { file: string; count: (report: unknown) => Tally };
};

// Colours belong to a terminal; in a log they bury the sentence.
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' };

/** Runs a stage in the terminal of its caller. Never throws: what goes wrong is a failed check. */
export async function runStage(root: string, stage: Stage): Promise<Tally> {
  if (typeof stage.run === 'function') {
    try {
      await stage.run();
      return { passed: 1, failed: 0 };
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      return { passed: 0, failed: 1 };
    }
  }
  const child = spawn(process.execPath, stage.run, {
    cwd: join(root, stage.folder ?? ''),
    env: { ...process.env, ...plain, ...stage.environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return tallyOf(readReport(stage), code ?? 1);
}

function readReport({ report }: Stage): Tally | undefined {
  if (!report || !existsSync(report.file)) return undefined;
  return report.count(JSON.parse(readFileSync(report.file, 'utf8')));
}
