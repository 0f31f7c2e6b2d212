import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processTree } from '../resident.ts';

const run = promisify(execFile);

/** Resolves when a process and its children have done next to nothing for two seconds, or after a minute. */
export async function untilQuiet(pid: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (let before = await cpuSeconds(pid); Date.now() < deadline; ) {
    await wait(2_000);
    const now = await cpuSeconds(pid);
    if (now - before < 1) return;
    before = now;
  }
}

async function cpuSeconds(pid: number): Promise<number> {
  const tree = await processTree(pid);
  const { stdout } = await run('ps', ['-o', 'time=', '-p', [...tree].join(',')]);
  return stdout
    .trim()
    .split('\n')
    .map((time) =>
      // [[days-]hours:]minutes:seconds
      time
        .trim()
        .replace('-', ':')
        .split(':')
        .reverse()
        .reduce((sum, part, n) => sum + Number(part) * ([1, 60, 3_600, 86_400][n] ?? 0), 0),
    )
    .reduce((sum, seconds) => sum + seconds, 0);
}
