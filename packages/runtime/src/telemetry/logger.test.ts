import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('info', (line) => lines.push(line)));
  return lines.join('');
}

describe('logger', () => {
  it('writes one JSON line with level, time, fields and message', () => {
    const line = JSON.parse(logged((log) => log.info({ runId: 'run_1' }, 'run started')));
    expect(line).toMatchObject({ level: 'info', runId: 'run_1', msg: 'run started' });
    expect(new Date(line.time).toISOString()).toBe(line.time);
  });

  it('hides secrets by the name of their field, up to two levels down', () => {
    const text = logged((log) =>
      log.info({
        password: 'aaa-1',
        provider: { apiKey: 'aaa-2' },
        request: {
          headers: { authorization: 'aaa-3', cookie: 'aaa-4', 'x-api-key': 'aaa-5', accept: 'shown' },
        },
      }),
    );
    expect(text).not.toContain('aaa-');
    expect(text).toContain('shown');
  });

  it('hides secrets inside sentences, stacks and URLs', () => {
    const text = logged((log) => {
      log.warn('key sk_0123456789abcdef0123456789abcdef was refused');
      log.warn({ err: new Error('signed with whsec_c2VjcmV0c2VjcmV0c2VjcmV0') });
      log.warn('postgresql://sista:hunter22@127.0.0.1:5432/sista is away');
      log.warn('sent Authorization: Bearer abcdefgh12345678');
    });
    for (const secret of ['0123456789abcdef', 'c2VjcmV0', 'hunter22', 'abcdefgh12345678']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('127.0.0.1:5432');
  });

  it('keeps the fields of a child on each of its lines', () => {
    const line = JSON.parse(logged((log) => log.child({ room: 'pump' }).info('full')));
    expect(line).toMatchObject({ room: 'pump', msg: 'full' });
  });
});
