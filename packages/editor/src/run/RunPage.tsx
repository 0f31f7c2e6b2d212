import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { FlowView } from '../canvas/FlowView.tsx';
import { chosenItem, loopOf } from '../run-overlay/loop-of.ts';
import type { RunOverlayStore } from '../run-overlay/run-overlay.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { Progress } from '../ui/Progress.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { type LoopItem, rowsOf, tellingStep } from '../waterfall/loop-items.ts';
import { Waterfall } from '../waterfall/Waterfall.tsx';
import { isInDoubt } from './doubt.ts';
import { RunActions } from './RunActions.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunOverview } from './RunOverview.tsx';
import classes from './RunPage.module.css';
import { placeOf, stepAt } from './run-place.ts';
import { useRunSelection } from './run-selection.ts';
import { runTitle } from './run-words.ts';
import { StepPanel } from './StepPanel.tsx';
import { useRun } from './use-run.ts';

const parents = [{ label: 'Runs', to: '/runs' }];

/** One run: the flow that ran, its steps in time, and what one step got, did and gave. */
export function RunPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { run, document, overlay, error, refetch } = useRun(id);
  const { step: nodeId, item, tab, choose, show } = useRunSelection();
  const rows = useMemo(
    () => rowsOf(run?.stepList ?? [], document ?? emptyDocument),
    [run?.stepList, document],
  );
  useChosenItem(overlay, document, nodeId, item);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the panel lies below the steps.
    if (nodeId !== undefined) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [nodeId]);
  if (!run)
    return (
      <>
        <PageHeader title="Run" parents={parents} />
        <PageBody>
          {error ? <ErrorPanel error={error} onRetry={refetch} /> : <Progress label="Reading the run" />}
        </PageBody>
      </>
    );
  const step = stepAt(run.stepList, nodeId, item);
  const place = step && placeOf(rows, step);
  const asks = run.status === 'quarantined' || run.stepList.some(isInDoubt);
  const onItem = (next: LoopItem) => {
    const same = next.steps.find((each) => each.nodeId === nodeId) ?? tellingStep(next);
    choose(same?.nodeId ?? nodeId, next.path);
  };
  return (
    <>
      <PageHeader
        title={runTitle(run)}
        parents={parents}
        badge={<StatusBadge status={run.status} />}
        description={<RunFacts run={run} />}
        actions={<RunActions run={run} />}
      />
      <div className={classes.parts} data-asks={asks || undefined}>
        <div className={classes.canvas}>
          {document ? (
            <FlowView
              document={document}
              label={`Run of ${run.flowName}`}
              overlay={overlay}
              selected={nodeId}
              onSelect={(next) => choose(next, keptItem(document, nodeId, next, item))}
              onItem={(loopId, path) =>
                choose(loopOf(document, nodeId ?? '') === loopId ? nodeId : loopId, path)
              }
            />
          ) : (
            <p className={classes.unreadable}>
              The flow of this run was stored in a form that this version cannot draw. Its steps stand below.
            </p>
          )}
        </div>
        <div className={classes.time}>
          <Waterfall
            run={run}
            document={document ?? emptyDocument}
            selected={nodeId}
            item={step?.path}
            onSelect={choose}
          />
        </div>
        <aside ref={panel} className={classes.panel} aria-label="Details" data-region="Details">
          {step ? (
            <StepPanel
              run={run}
              step={step}
              place={place}
              onItem={onItem}
              tab={tab}
              onTab={show}
              onClose={() => choose(undefined)}
            />
          ) : (
            <RunOverview
              run={run}
              notReached={nodeId === undefined ? undefined : nameOf(document, nodeId)}
              onStep={choose}
            />
          )}
        </aside>
      </div>
    </>
  );
}

/** The item stays chosen as long as one stays in its loop. */
function keptItem(
  document: FlowDocument,
  from: string | undefined,
  to: string | undefined,
  item: string | undefined,
): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  return loopOf(document, from) === loopOf(document, to) ? item : undefined;
}

function useChosenItem(
  overlay: RunOverlayStore,
  document: FlowDocument | undefined,
  nodeId: string | undefined,
  item: string | undefined,
): void {
  useEffect(() => {
    overlay.setState({ item: document && nodeId ? chosenItem(document, nodeId, item) : undefined });
  }, [overlay, document, nodeId, item]);
}

const emptyDocument: FlowDocument = { schema: 'sista.flow/1', name: 'Unknown', nodes: [], edges: [] };

function nameOf(document: FlowDocument | undefined, nodeId: string): string {
  return document?.nodes.find((node) => node.id === nodeId)?.name ?? nodeId;
}
