import { useEffect } from 'react';

/** `F6` walks the regions of the page (`data-region`), `Shift+F6` back; each takes the focus itself. */
export function useRegionKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      event.preventDefault();
      focusNextRegion(event.shiftKey ? -1 : 1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function focusNextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent,
  );
  if (regions.length === 0) return;
  // Regions lie in one another; the innermost that holds the focus is the current one.
  const current = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[(current + step + regions.length) % regions.length];
  next?.focus({ preventScroll: true });
}
