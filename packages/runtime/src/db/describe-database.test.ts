import { describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { describeDatabase } from './describe-database.ts';
import type { Sql } from './sql.ts';

const answering = (row: object): Sql => ({ query: async <Row>() => [row] as Row[] });

function describeWith(row: object) {
  const lines: string[] = [];
  const log = createLogger('warn', (line) => lines.push(line));
  return describeDatabase(answering(row), log).then((facts) => ({ facts, log: lines.join('') }));
}

describe('describeDatabase', () => {
  it('refuses a server below 15 with its version and what to do', async () => {
    const old = { number: 140_012, version: '14.12', fsync: 'on', commits: 'on' };
    await expect(describeWith(old)).rejects.toThrow(
      'DATABASE_URL leads to PostgreSQL 14.12, and Sista Flow needs 15 or newer.',
    );
  });

  it('says nothing about a server that keeps what it has committed', async () => {
    const { facts, log } = await describeWith({
      number: 150_000,
      version: '15.0',
      fsync: 'on',
      commits: 'on',
    });
    expect(facts).toEqual({ version: '15.0', fsync: true, synchronousCommit: true });
    expect(log).toBe('');
  });

  it('warns of each setting that lets a power cut take back a commit', async () => {
    const { log } = await describeWith({ number: 180_004, version: '18.4', fsync: 'off', commits: 'off' });
    expect(log).toContain('fsync = off');
    expect(log).toContain('synchronous_commit = off');
  });
});
