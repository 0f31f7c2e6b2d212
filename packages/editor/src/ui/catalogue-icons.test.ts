import { nodeDefinitions } from '@sista/shared/nodes';
import { roleDefinitions } from '@sista/shared/roles';
import { sources } from '@sista/shared/sources';
import { templates } from '@sista/shared/templates';
import { expect, it } from 'vitest';
import { catalogueIcons } from './catalogue-icons.tsx';

it('has an icon for everything that a catalogue names', () => {
  const entries = [nodeDefinitions, roleDefinitions, sources, templates].flatMap((catalogue) =>
    Object.values(catalogue),
  );
  const missing = entries.map(({ icon }) => icon).filter((icon) => !(icon in catalogueIcons));
  expect(missing).toEqual([]);
});
