import { describe, expect, it } from 'vitest';
import { newFilesOf } from './new-files.ts';

describe('pnpm new', () => {
  it.each([
    ['node', 'nodes', ['definition.ts', 'executor.ts', 'docs.md', 'test.ts']],
    ['source', 'sources', ['definition.ts', 'reader.ts', 'samples.ts', 'docs.md', 'test.ts']],
    ['tool', 'tools', ['definition.ts', 'executor.ts', 'docs.md', 'test.ts']],
    ['template', 'templates', ['template.ts', 'docs.md', 'test.ts']],
    ['role', 'roles', ['role.ts', 'test.ts']],
  ])('makes the folder of a %s in %s', (kind, folder, files) => {
    const made = newFilesOf(kind, 'send-teams');
    expect(made.folder).toBe(`${folder}/send-teams`);
    expect(Object.keys(made.files)).toEqual(files.map((file) => `send-teams.${file}`));
  });

  it('exports what the registries import', () => {
    const { files } = newFilesOf('node', 'send-teams');
    expect(files['send-teams.definition.ts']).toContain('export const sendTeams = defineNode(');
    expect(files['send-teams.executor.ts']).toContain(
      'export const executeSendTeams = defineExecutor(sendTeams,',
    );
  });

  it('gives a trigger no code', () => {
    expect(Object.keys(newFilesOf('node', 'trigger-form').files)).not.toContain('trigger-form.executor.ts');
  });

  it('says what can be made, and how a name is written', () => {
    expect(() => newFilesOf('nodes', 'send-teams')).toThrow('"nodes" cannot be made. Say: pnpm new node|');
    expect(() => newFilesOf('node', 'SendTeams')).toThrow('"SendTeams" is not a name for a node.');
    expect(() => newFilesOf('tool', '../tool')).toThrow('is not a name');
  });
});
