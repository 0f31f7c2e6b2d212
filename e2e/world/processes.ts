import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The processes below `roots` and the roots themselves, parents first. A root that is gone is left out. */
export function processTree(roots: readonly number[]): number[] {
  const parents = process.platform === 'linux' ? parentsFromProc() : parentsFromPs();
  const found = new Set(roots.filter((pid) => parents.has(pid)));
  // A set is walked in the order of insertion, also over what is added meanwhile.
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.add(child);
  return [...found];
}

function parentsFromProc(): Map<number, number> {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return new Map(
    pids.flatMap((pid): [number, number][] => {
      try {
        // The name in brackets may hold blanks and brackets itself; state and parent follow the last one.
        const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
        return afterName[0] === 'Z' ? [] : [[pid, Number(afterName[1])]];
      } catch {
        return [];
      }
    }),
  );
}

function parentsFromPs(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
}
