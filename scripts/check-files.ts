/** Holds the sizes and names of ARCHITECTURE.md. */
import { fileURLToPath } from 'node:url';
import { findFileBreaks } from './file-rules.ts';
import { codeEndings, codeFolders, readSourceFiles, report } from './source-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readSourceFiles(root, codeFolders, [...codeEndings, '.css']);
const errors = report(findFileBreaks(files), console.log);
const sizes = files.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b);
console.log(`Files: ${files.length}, median ${sizes[sizes.length >> 1]} lines, ${errors} wrong.`);
process.exitCode = errors === 0 ? 0 : 1;
