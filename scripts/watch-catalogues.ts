import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.ts';
import { sync } from './sync.ts';

/** Keeps the registries true while somebody adds folders to the catalogues. Returns what ends it. */
export function watchCatalogues(): () => void {
  let due: NodeJS.Timeout | undefined;
  const watcher = watch(join(root, 'packages/shared/src'), { recursive: true }, (_event, file) => {
    // Its own writes would wake it up for ever.
    if (!file || file.endsWith('.gen.ts')) return;
    clearTimeout(due);
    due = setTimeout(sync, 200);
  });
  return () => {
    clearTimeout(due);
    watcher.close();
  };
}
