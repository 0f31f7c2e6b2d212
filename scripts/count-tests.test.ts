import { expect, it } from 'vitest';
import { countPlaywright, countVitest, tallyOf } from './count-tests.ts';

const file = (status: string, ...results: string[]) => ({
  status,
  assertionResults: results.map((each) => ({ status: each })),
});

it('counts a test file that could not be loaded as one failed', () => {
  const testResults = [file('passed', 'passed'), file('failed', 'failed', 'passed'), file('failed')];
  expect(countVitest({ numPassedTests: 2, numFailedTests: 1, testResults })).toEqual({
    passed: 2,
    failed: 2,
  });
});

it('counts what failed outside a test as failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1 };
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 2 });
});

it('fails a stage whose runner failed, also without a failed test or a report', () => {
  expect(tallyOf({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
  expect(tallyOf({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  expect(tallyOf(undefined, 1)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOf(undefined, 0)).toEqual({ passed: 1, failed: 0 });
});
