import type { SourceReader } from '../../source/define-source.ts';

/** Everybody's events: there is no common form to read them as, so it feeds webhook triggers only. */
export const standardReader: SourceReader = { source: 'standard', normalise: {} };
