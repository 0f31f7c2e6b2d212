import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';

/** One broken page never takes the navigation with it. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <div style={{ padding: 24 }}>
      <ErrorPanel error={error} onRetry={reset} />
    </div>
  );
}
