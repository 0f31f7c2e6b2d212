import type { ShapeName } from '../shape/shape-catalogue.ts';
import { sources } from '../sources.gen.ts';
import type { SourceSample } from './define-source.ts';

/** The samples of all sources that fit a trigger, usual ones first; `null` is a webhook trigger, which takes all. */
export function samplesFor(shape: ShapeName | null): (SourceSample & { source: string })[] {
  const all = Object.values(sources).flatMap((source) =>
    source.samples.map((sample) => ({ ...sample, id: `${source.id}-${sample.id}`, source: source.id })),
  );
  const fitting = all.filter((sample) => shape === null || sample.shapes.includes(shape));
  return fitting.sort((a, b) => Number(a.size !== 'usual') - Number(b.size !== 'usual'));
}
