/** How a stage ended. A check counts as one; of test runners every test counts. */
export type Tally = { passed: number; failed: number };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

/** What Vitest's JSON report counts. A file that could not be loaded has no tests of its own and counts as one failed. */
export function countVitest(report: unknown): Tally {
  const { numPassedTests, numFailedTests, testResults } = report as VitestReport;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number };
  errors?: unknown[];
};

/** What Playwright's JSON report counts. A test that passed only when it was tried again has passed. */
export function countPlaywright(report: unknown): Tally {
  const { stats, errors = [] } = report as PlaywrightReport;
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

/** The tally of a stage that ended with `code`. A runner that failed without a failed test failed all the same. */
export function tallyOf(counted: Tally | undefined, code: number): Tally {
  if (!counted) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { passed: counted.passed, failed: code !== 0 && counted.failed === 0 ? 1 : counted.failed };
}
