import { VisuallyHidden } from '@mantine/core';
import { useAnnouncements } from '../announce.ts';

/** Spoken status, WCAG 4.1.3. The key makes screen readers take a repeated sentence as a new one. */
export function LiveRegions() {
  const { polite, assertive, count } = useAnnouncements();
  return (
    <>
      <VisuallyHidden role="status" aria-live="polite">
        <span key={count}>{polite}</span>
      </VisuallyHidden>
      <VisuallyHidden role="alert" aria-live="assertive">
        <span key={count}>{assertive}</span>
      </VisuallyHidden>
    </>
  );
}
