import { describe, expect, it } from 'vitest';
import { triggerBuild } from './trigger-build.definition.ts';

describe('trigger-build', () => {
  it('starts on failures unless it is told otherwise', () => {
    expect(triggerBuild.config.parse({})).toMatchObject({ on: 'failure', source: 'generic' });
    expect(triggerBuild.config.safeParse({ on: 'red' }).success).toBe(false);
  });

  it('says on its card which builds of whom start it', () => {
    expect(triggerBuild.summarise({})).toBe('Failed builds from any build service');
    expect(triggerBuild.summarise({ on: 'any', source: 'github' })).toBe('Builds from github');
  });
});
