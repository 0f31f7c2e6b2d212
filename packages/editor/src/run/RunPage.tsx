import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { FlowView } from '../canvas/FlowView.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { Progress } from '../ui/Progress.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { RunActions } from './RunActions.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunOverview } from './RunOverview.tsx';
import classes from './RunPage.module.css';
import { useRunSelection } from './run-selection.ts';
import { runTitle } from './run-words.ts';
import { StepPanel } from './StepPanel.tsx';
import { useRun } from './use-run.ts';
import { Waterfall } from './Waterfall.tsx';

const parents = [{ label: 'Runs', to: '/runs' }];

/** One run: the flow that ran, its steps in time, and what one step got, did and gave. */
export function RunPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { run, document, overlay, error, refetch } = useRun(id);
  const { step: nodeId, tab, choose, show } = useRunSelection();
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
  const step = run.stepList.findLast((each) => each.nodeId === nodeId);
  return (
    <>
      <PageHeader
        title={runTitle(run)}
        parents={parents}
        badge={<StatusBadge status={run.status} />}
        description={<RunFacts run={run} />}
        actions={<RunActions run={run} />}
      />
      <div className={classes.parts}>
        <div className={classes.canvas}>
          {document ? (
            <FlowView
              document={document}
              label={`Run of ${run.flowName}`}
              overlay={overlay}
              selected={nodeId}
              onSelect={choose}
            />
          ) : (
            <p className={classes.unreadable}>
              The flow of this run was stored in a form that this version cannot draw. Its steps stand below.
            </p>
          )}
        </div>
        <div className={classes.time}>
          <Waterfall run={run} document={document ?? emptyDocument} selected={nodeId} onSelect={choose} />
        </div>
        <aside ref={panel} className={classes.panel} aria-label="Details" data-region="Details">
          {step ? (
            <StepPanel run={run} step={step} tab={tab} onTab={show} onClose={() => choose(undefined)} />
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

const emptyDocument: FlowDocument = { schema: 'sista.flow/1', name: 'Unknown', nodes: [], edges: [] };

function nameOf(document: FlowDocument | undefined, nodeId: string): string {
  return document?.nodes.find((node) => node.id === nodeId)?.name ?? nodeId;
}
