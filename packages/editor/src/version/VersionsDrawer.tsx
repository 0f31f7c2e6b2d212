import { Button, Drawer } from '@mantine/core';
import { diffFlows } from '@sista/shared/flow/diff-flows';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { notify } from '../api/notify.ts';
import { usePages } from '../api/pages.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import { api, trpc } from '../api/trpc.ts';
import { FlowView } from '../canvas/FlowView.tsx';
import classes from '../flow/Dialogs.module.css';
import type { EditorParts } from '../flow/editor-parts.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';

type VersionsProps = { flow: FlowAnswer; parts: EditorParts; opened: boolean; onClose: () => void };

/** Every version with its note: to look at, and to put back into the draft. */
export function VersionsDrawer(props: VersionsProps) {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      position="right"
      size="lg"
      title={<strong>Versions</strong>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {props.opened && <Versions {...props} />}
    </Drawer>
  );
}

function Versions({ flow, parts, onClose }: VersionsProps) {
  const [shown, setShown] = useState<number>();
  const pages = usePages(trpc.flow.versions.queryKey({ id: flow.id }), (after) =>
    api.flow.versions.query({ id: flow.id, ...(after === undefined ? {} : { after }) }),
  );
  if (pages.error && !pages.rows) return <ErrorPanel error={pages.error} onRetry={pages.refetch} />;
  if (!pages.rows) return <Skeleton label="Loading the versions" lines={6} />;
  if (pages.rows.length === 0)
    return (
      <p className={classes.hint}>
        There are none yet. Publishing makes the first; saving never touches what is live.
      </p>
    );
  return (
    <div className={classes.stack}>
      {shown !== undefined && <OldVersion flow={flow} parts={parts} n={shown} onClose={onClose} />}
      <ul className={classes.versions}>
        {pages.rows.map((version) => (
          <li key={version.n} className={classes.version} data-current={version.n === shown || undefined}>
            <span>
              <span className={classes.versionName}>
                v{version.n} {version.live && <StatusBadge status="live" />}
              </span>
              {version.note}
              <small>
                {version.publishedBy}, <RelativeTime at={version.publishedAt} />
              </small>
            </span>
            <Button variant="default" size="xs" onClick={() => setShown(version.n)}>
              Look at it
            </Button>
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button variant="default" size="xs" loading={pages.isLoadingMore} onClick={pages.loadMore}>
          Load more
        </Button>
      )}
    </div>
  );
}

function OldVersion({
  flow,
  parts,
  n,
  onClose,
}: {
  flow: FlowAnswer;
  parts: EditorParts;
  n: number;
  onClose: () => void;
}) {
  const version = useQuery(trpc.flow.version.queryOptions({ id: flow.id, n }));
  const document = version.data?.document;
  if (version.error) return <ErrorPanel error={version.error} />;
  if (!document) return <Skeleton label={`Loading version ${n}`} lines={6} />;
  const restore = () => {
    // As operations of this draft, so that undo brings back what was here.
    const changes = diffFlows(parts.store.getState().document, document);
    if (!parts.actions.apply(changes, `Restore v${n}`)) return;
    onClose();
    notify({
      tone: 'good',
      title: `The draft is v${n} again`,
      message: 'What is live did not change. Undo brings the other draft back.',
    });
  };
  return (
    <div className={classes.stack}>
      <p className={classes.band}>
        You are looking at v{n}.
        {flow.liveVersion !== null && flow.liveVersion !== n ? ` Live is v${flow.liveVersion}.` : ''}
      </p>
      <div className={classes.look}>
        <FlowView key={n} document={document} label={`Version ${n} of ${flow.name}`} />
      </div>
      {!parts.readOnly && (
        <Button variant="default" onClick={restore} style={{ alignSelf: 'flex-start' }}>
          Restore v{n} into the draft
        </Button>
      )}
    </div>
  );
}
