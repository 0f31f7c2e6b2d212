import { type FlowDocument, portOf } from '@sista/shared/flow/flow.schema';
import { loopPort } from '@sista/shared/flow/loop-body';
import { isOpen, portTaken } from './item-looks.ts';
import { lookAt, type RunOverlay } from './run-overlay.ts';

export type EdgeLook = 'taken' | 'active' | undefined;
type Looks = Pick<RunOverlay, 'steps' | 'items' | 'item'>;

/**
 * Whether the run went along an edge: its source left by that port; active while the target still works. Inside a
 * loop an edge is taken when any item took it, or the chosen one.
 */
export function edgeLookOf(document: FlowDocument, run: Looks, edgeId: string): EdgeLook {
  const edge = document.edges.find((candidate) => candidate.id === edgeId);
  if (!edge) return undefined;
  const { source, target } = edge;
  const port = portOf(edge);
  const isChosen = run.item?.body.has(target) === true;
  const entered = run.items.get(target);
  if (entered && port === loopPort && !run.items.has(source)) {
    if (isChosen && !lookAt(run, target)) return undefined;
    return run.steps.get(source)?.endedAt === null ? 'active' : 'taken';
  }
  const left = run.items.get(source);
  if (left && !isChosen) {
    if (!left.tally.ports.has(port) || !entered) return undefined;
    return entered.tally.open > 0 ? 'active' : 'taken';
  }
  return betweenTwo(lookAt(run, source), lookAt(run, target), port);
}

type Look = ReturnType<typeof lookAt>;

function betweenTwo(source: Look, target: Look, port: string): EdgeLook {
  if (!source || source.endedAt === null || portTaken(source) !== port) return undefined;
  if (!target || target.status === 'skipped') return target ? undefined : 'taken';
  return isOpen(target.status) ? 'active' : 'taken';
}
