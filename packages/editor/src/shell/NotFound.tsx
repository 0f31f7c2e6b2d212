import { Button } from '@mantine/core';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconSearch } from '../ui/icons.ts';

export function NotFound() {
  return (
    <EmptyState
      icon={IconSearch}
      title="There is nothing at this address"
      action={
        <Button component="a" href="/" variant="default">
          Open the flows
        </Button>
      }
    >
      It may have been deleted, moved to another workspace, or dropped when its time to keep ran out.
    </EmptyState>
  );
}
