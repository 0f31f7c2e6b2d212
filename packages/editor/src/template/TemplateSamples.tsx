import { SegmentedControl } from '@mantine/core';
import type { TemplateDefinition } from '@sista/shared/template/define-template';
import { useState } from 'react';
import { JsonTree } from '../ui/JsonTree.tsx';
import classes from './TemplateSamples.module.css';

const words: Readonly<Record<string, string>> = {
  plain: 'Plain',
  exception: 'Exception',
  hostile: 'Hostile note',
};

/** What a sender would send: a usual case, one that needs a person, one that tries to give orders. */
export function TemplateSamples({ template }: { template: TemplateDefinition }) {
  const [chosen, setChosen] = useState<string>(template.samples[0]?.id ?? '');
  const sample = template.samples.find(({ id }) => id === chosen);
  return (
    <div className={classes.samples}>
      <SegmentedControl
        size="xs"
        aria-label="Sample"
        value={chosen}
        onChange={setChosen}
        data={template.samples.map(({ id }) => ({ value: id, label: words[id] ?? id }))}
      />
      {sample && (
        <>
          <p>{sample.title}</p>
          <div className={classes.payload}>
            <JsonTree key={chosen} value={sample.payload} label={sample.title} />
          </div>
        </>
      )}
    </div>
  );
}
