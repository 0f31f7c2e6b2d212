import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Listed = { pid: number; parent: number; kilobytes: number };

async function listProcesses(): Promise<Listed[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,rss='], { maxBuffer: 16e6 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent, kilobytes };
    });
}

function treeOf(listed: readonly Listed[], root: number): Set<number> {
  const tree = new Set([root]);
  // A child may be listed before its parent: as often as something was found, look once more.
  for (let known = 0; known < tree.size; ) {
    known = tree.size;
    for (const { pid, parent } of listed) if (tree.has(parent)) tree.add(pid);
  }
  return tree;
}

/** A process and everything that it started. */
export const processTree = async (root: number) => treeOf(await listProcesses(), root);

/** Resident memory in MB of a process and everything that it started. */
export async function residentMb(root: number): Promise<number> {
  const listed = await listProcesses();
  const tree = treeOf(listed, root);
  return listed.reduce((sum, { pid, kilobytes }) => (tree.has(pid) ? sum + kilobytes : sum), 0) / 1_024;
}

/** Watches the memory of a process while something goes on; `stop` gives the samples, one every `everyMs`. */
export function watchMemory(pid: number, everyMs = 1_000): { stop(): Promise<number[]> } {
  const samples: number[] = [];
  let ended = false;
  let wake: () => void = () => {};
  const loop = (async () => {
    while (!ended) {
      samples.push(await residentMb(pid));
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, everyMs);
      });
    }
  })();
  return {
    async stop() {
      ended = true;
      wake();
      await loop;
      return samples;
    },
  };
}
