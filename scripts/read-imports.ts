/** One import or re-export of a module. Lines count from 1. */
export type Import = { from: string; line: number; typeOnly: boolean; dynamic: boolean };

const statement = /^[ \t]*(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"\n]+)['"]/gm;
const call = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

/** The imports of a TypeScript file, in their order within each kind. Those inside comments do not count. */
export function readImports(text: string): Import[] {
  const code = withoutComments(text);
  const lineOf = (index: number) => code.slice(0, index).split('\n').length;
  const statements = [...code.matchAll(statement)].map((match) => ({
    from: match[3] ?? '',
    line: lineOf(match.index + match[0].length),
    typeOnly: match[2] !== undefined || onlyTypesInside(match[0]),
    dynamic: false,
  }));
  const calls = [...code.matchAll(call)].map((match) => ({
    from: match[1] ?? '',
    line: lineOf(match.index),
    // `import('x').Name` in the place of a type cannot be told apart here; it counts as a value.
    typeOnly: false,
    dynamic: true,
  }));
  return [...statements, ...calls];
}

/** `import { type A, type B } from` is erased as a whole as far as an arrow between packages is concerned. */
function onlyTypesInside(text: string): boolean {
  const names = /\{([^}]*)\}/
    .exec(text)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  const listed = names?.filter((name) => name !== '') ?? [];
  return listed.length > 0 && listed.every((name) => name.startsWith('type '));
}

// Lines stay where they are. A `//` inside a string survives when something other than a blank stands before it.
function withoutComments(text: string): string {
  return text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/[^\n]*/g, '$1');
}
