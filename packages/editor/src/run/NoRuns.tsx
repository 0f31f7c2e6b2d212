import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { Curl } from '../ui/Curl.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconFilterOff, IconPlayerPlay } from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';

/** Nothing ran yet, or nothing fits the filters: both say what to do. */
export function NoRuns({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return filtered ? <NothingFits onClear={onClear} what="run" /> : <FirstRun />;
}

/** For any list whose filters leave nothing. `what` in the singular: "run". */
export function NothingFits({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <EmptyState
      icon={IconFilterOff}
      title={`No ${what} fits these filters`}
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      Take some of them away, or look at a longer time.
    </EmptyState>
  );
}

function FirstRun() {
  const flows = useQuery(trpc.flow.list.queryOptions({ limit: 1 }));
  const newest = flows.data?.data[0];
  const state = useQuery({
    ...trpc.flow.triggerState.queryOptions({ id: newest?.id ?? '' }),
    enabled: newest !== undefined,
  });
  const address = state.data?.ingressUrl;
  return (
    <EmptyState
      icon={IconPlayerPlay}
      title="Nothing has run yet"
      action={
        newest ? (
          <Button component={PageLink} to={`/flows/${newest.id}`}>
            Open {newest.name} and test it
          </Button>
        ) : (
          <Button component={PageLink} to="/flows">
            Make a flow
          </Button>
        )
      }
      {...(address
        ? { more: <Curl url={address} body={{ test: true }} label={`Send ${newest?.name} a request`} /> }
        : {})}
    >
      Each start of a flow becomes a run: its steps, what went in and out, how long it took. Test a flow in
      its editor, or publish it and send it a request.
    </EmptyState>
  );
}
