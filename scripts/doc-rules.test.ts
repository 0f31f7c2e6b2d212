import { expect, it } from 'vitest';
import { type DocFacts, findDocBreaks, headingsOf, tablesOf, variablesOf } from './doc-rules.ts';

const facts = (change: Partial<DocFacts>): DocFacts => ({
  pages: [],
  exists: () => true,
  scripts: ['start', 'test'],
  variables: [],
  tables: [],
  ...change,
});
const sentencesOf = (change: Partial<DocFacts>) =>
  findDocBreaks(facts(change)).map(({ path, line, message }) => `${path}:${line} ${message}`);

it('names a link to a file or heading that is not there, and follows none in code', () => {
  const text =
    '# One\n[gone](docs/gone.md) [here](#one) [away](#two) [web](https://example.com)\n`[no](x.md)`';
  const pages = [{ path: 'docs/page.md', text }];
  expect(sentencesOf({ pages, exists: (path) => path === 'docs/page.md' })).toEqual([
    'docs/page.md:2 links to docs/gone.md, which does not exist.',
    'docs/page.md:2 links to #two, and docs/page.md has no such heading.',
  ]);
});

it('makes headings into anchors as GitHub does', () => {
  expect([...headingsOf('# A flow, drawn\n## `pnpm test`\n## Twice\n## Twice\n')]).toEqual([
    'a-flow-drawn',
    'pnpm-test',
    'twice',
    'twice-1',
  ]);
});

it('names a command that package.json does not have, in code only', () => {
  const text = 'pnpm installs it. `pnpm test` `npx pnpm@12 start` `pnpm fly`\n```sh\npnpm swim\n```\n';
  expect(sentencesOf({ pages: [{ path: 'README.md', text }] })).toEqual([
    'README.md:1 names pnpm fly, and package.json has no such script.',
    'README.md:3 names pnpm swim, and package.json has no such script.',
  ]);
});

it('asks the glossary for every table and the reference for every variable', () => {
  const pages = [
    { path: 'GLOSSARY.md', text: 'The table `run_payload` holds …' },
    { path: 'README.md', text: '`PORT`' },
  ];
  expect(sentencesOf({ pages, tables: ['run', 'run_payload'], variables: ['PORT', 'HOST'] })).toEqual([
    'GLOSSARY.md:0 does not tell what the table run holds.',
    'docs/reference/:0 No page there, nor README.md, tells what HOST does.',
  ]);
});

it('reads the tables that are left after all migrations', () => {
  const first =
    'CREATE TABLE "user" (\ncreate table engine.run ( -- create table engine.no (\ncreate table old (';
  expect(tablesOf([first, 'drop table if exists old;'])).toEqual(['user', 'run']);
});

it('reads the variables of the settings', () => {
  expect(
    variablesOf('const variables = {\n  PORT: { schema },\n  DATABASE_URL: {\n    allowed: X\n'),
  ).toEqual(['PORT', 'DATABASE_URL']);
});
