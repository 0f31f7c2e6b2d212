import { describe, expect, it } from 'vitest';
import { configIssues } from '../../node/config-issues.ts';
import { triggerSchedule } from './trigger-schedule.definition.ts';

describe('trigger-schedule', () => {
  it('is in UTC and catches up once unless it is told otherwise', () => {
    const config = triggerSchedule.config.parse({ cron: ' 0 9 * * 1-5 ' });
    expect(config).toEqual({ cron: '0 9 * * 1-5', timezone: 'UTC', missed: 'once' });
  });

  it('says on its card when it runs, in words', () => {
    const config = { cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' };
    expect(triggerSchedule.summarise(config)).toBe('At 09:00, Monday through Friday, Europe/Berlin');
    expect(triggerSchedule.summarise({ cron: 'often' })).toBe('No time is set');
  });

  it('tells what is wrong with its time and its zone', () => {
    const issues = configIssues(triggerSchedule, { cron: '*/5 * * * * *', timezone: 'Mars/Olympus' });
    expect(issues).toMatchObject([
      { path: 'cron', message: expect.stringContaining('no seconds') },
      { path: 'timezone', message: expect.stringContaining('"Mars/Olympus" is no time zone') },
    ]);
  });

  it('offers the planned time, and has no ingress URL', () => {
    const { properties } = triggerSchedule.outputShape({});
    expect(properties?.schedule).toMatchObject({ required: ['scheduledFor', 'cron', 'timezone'] });
    expect(triggerSchedule.trigger).toEqual({ kind: 'schedule', ingress: false });
  });
});
