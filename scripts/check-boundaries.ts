/** Holds the arrows between packages and rooms that neither package.json nor the compiler holds. */
import { fileURLToPath } from 'node:url';
import { findBoundaryBreaks } from './boundaries.ts';
import { codeEndings, codeFolders, readSourceFiles, report } from './source-files.ts';

const files = readSourceFiles(fileURLToPath(new URL('..', import.meta.url)), codeFolders, codeEndings);
const errors = report(findBoundaryBreaks(files), console.log);
console.log(
  `Boundaries: ${files.length} files, ${errors === 0 ? 'every arrow points the right way' : `${errors} wrong`}.`,
);
process.exitCode = errors === 0 ? 0 : 1;
