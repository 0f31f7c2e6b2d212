/** `pnpm test`: everything, cheapest first. `pnpm check`: what needs neither database nor browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countPlaywright, countVitest, type Tally } from './count-tests.ts';
import { prepareEditor, prepareSources, programOf, root } from './prepare.ts';
import { runStage, type Stage } from './run-stage.ts';

const reports = mkdtempSync(join(tmpdir(), 'sista-reports-'));
const biome = programOf('', '@biomejs/biome', 'bin/biome');
const tsc = programOf('', 'typescript', 'bin/tsc');
const vitest = programOf('', 'vitest', 'vitest.mjs');

function tests(name: string, project: string): Stage {
  const file = join(reports, `${project}.json`);
  return {
    name,
    run: [
      vitest,
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    report: { file, count: countVitest },
  };
}

const check: Stage[] = [
  { name: 'generate', run: () => prepareSources(console.log) },
  { name: 'boundaries', run: ['scripts/check-boundaries.ts'] },
  { name: 'files', run: ['scripts/check-files.ts'] },
  { name: 'docs', run: ['scripts/check-docs.ts'] },
  { name: 'lint', run: [biome, 'check', '--error-on-warnings', '.'] },
  { name: 'types', run: [tsc, '-b', '--force'] },
  { name: 'types of the journeys', run: [tsc, '-p', 'e2e'] },
  tests('rules and catalogues', 'unit'),
];

const journeys: Stage = {
  name: 'journeys',
  folder: 'e2e',
  run: [programOf('e2e', '@playwright/test', 'cli.js'), 'test', '--reporter=list,json'],
  environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'journeys.json') },
  report: { file: join(reports, 'journeys.json'), count: countPlaywright },
};

// Each round is one test: what it checks is what a kill may not do. By hand, as many as the night has room for.
const chaos: Stage = {
  name: 'chaos',
  run: ['e2e/chaos/chaos.ts', '--rounds', '12', '--minutes', '1', '--report', join(reports, 'chaos.json')],
  report: { file: join(reports, 'chaos.json'), count: (tally) => tally as Tally },
};

const rest: Stage[] = [
  tests('database and HTTP', 'database'),
  tests('components', 'component'),
  { name: 'editor', run: () => prepareEditor(console.log) },
  journeys,
  chaos,
];

const stages = process.argv[2] === 'check' ? check : [...check, ...rest];
const lines: string[] = [];
const total: Tally = { passed: 0, failed: 0 };
for (const stage of stages) {
  console.log(`\n── ${stage.name}`);
  const startedAt = performance.now();
  const { passed, failed } = await runStage(root, stage);
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  lines.push(`${stage.name.padEnd(24)}${seconds.padStart(6)} s  ${passed} passed, ${failed} failed`);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${lines.join('\n')}`);
console.log(`${(performance.now() / 1_000).toFixed(0)} s in all`);
// The last line, and exactly this.
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
