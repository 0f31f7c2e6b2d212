import { ActionIcon, Button, Modal, Select } from '@mantine/core';
import type { DataShape } from '@sista/shared/node/data-shape';
import { shapeOf } from '@sista/shared/node/shape-of';
import { useState } from 'react';
import { CodeField } from '../../ui/code/CodeField.tsx';
import { IconPlus, IconTrash } from '../../ui/icons.ts';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import { type Member, memberKinds, membersOf, shapeOfMembers } from '../shape-members.ts';
import classes from './controls.module.css';
import { JsonControl, jsonText, readJson } from './JsonControl.tsx';

/** The fields of a result: by hand, like an example, or as JSON Schema where it is more than rows can say. */
export function SchemaControl(props: ControlProps) {
  const { value, onChange, labelId, issues } = props;
  const { readOnly } = useInspector();
  const [example, setExample] = useState(false);
  const members = membersOf(value);
  if (!members) return <JsonControl {...props} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame and legend
    <div role="group" aria-labelledby={labelId} className={classes.stack}>
      <Members members={members} onChange={(next) => onChange(shapeOfMembers(next))} />
      {!readOnly && (
        <button type="button" className={classes.suggestion} onClick={() => setExample(true)}>
          Like an example…
        </button>
      )}
      {issues.length > 0 && <p className={classes.problem}>{issues[0]?.message}</p>}
      <ExampleDialog opened={example} onClose={() => setExample(false)} onShape={onChange} />
    </div>
  );
}

function Members({ members, onChange }: { members: Member[]; onChange: (members: Member[]) => void }) {
  const { readOnly } = useInspector();
  const set = (place: number, member: Member) =>
    onChange(members.map((other, at) => (at === place ? member : other)));
  return (
    <>
      {members.map((member, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, names may be empty while they are typed
        <div key={place} className={classes.stack}>
          <div className={classes.member}>
            <input
              className={classes.name}
              aria-label="Name of the field"
              placeholder="decision"
              readOnly={readOnly}
              value={member.name}
              onChange={(event) => set(place, { ...member, name: event.currentTarget.value })}
            />
            <Select
              aria-label={`Kind of ${member.name || 'the field'}`}
              data={[...memberKinds]}
              value={member.kind}
              allowDeselect={false}
              disabled={readOnly}
              onChange={(kind) => set(place, { ...member, kind: (kind ?? 'text') as Member['kind'] })}
            />
            <ActionIcon
              aria-label={`Remove ${member.name || 'the field'}`}
              disabled={readOnly}
              onClick={() => onChange(members.filter((_, at) => at !== place))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </div>
          <MemberDetail member={member} onChange={(changed) => set(place, changed)} />
        </div>
      ))}
      {!readOnly && (
        <Button
          variant="default"
          size="xs"
          className={classes.start ?? ''}
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            onChange([...members, { name: '', kind: 'text', options: [], members: [], rest: {} }])
          }
        >
          Add a field
        </Button>
      )}
    </>
  );
}

function MemberDetail({ member, onChange }: { member: Member; onChange: (member: Member) => void }) {
  const { readOnly } = useInspector();
  if (member.kind === 'one-of')
    return (
      <input
        className={classes.name}
        aria-label={`What ${member.name || 'the field'} can be, separated by commas`}
        placeholder="approve, hold"
        readOnly={readOnly}
        defaultValue={member.options.join(', ')}
        onBlur={(event) => {
          const options = event.currentTarget.value
            .split(',')
            .map((option) => option.trim())
            .filter(Boolean);
          onChange({ ...member, options });
        }}
      />
    );
  if (member.kind !== 'object' && member.kind !== 'objects') return null;
  return (
    <div className={`${classes.nested} ${classes.stack}`}>
      <Members members={member.members} onChange={(members) => onChange({ ...member, members })} />
    </div>
  );
}

type ExampleDialogProps = { opened: boolean; onClose: () => void; onShape: (shape: DataShape) => void };

function ExampleDialog({ opened, onClose, onShape }: ExampleDialogProps) {
  const [text, setText] = useState(jsonText({ decision: 'approve', reason: 'In stock' }));
  const { value, problem } = readJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>A result like this example</strong>} size="lg">
      <CodeField label="Example" value={text} onChange={setText} lines={10} error={problem} />
      <Button
        mt="md"
        disabled={!isObject}
        onClick={() => {
          const members = membersOf(shapeOf(value));
          if (members) onShape(shapeOfMembers(members) as DataShape);
          onClose();
        }}
      >
        Use its fields
      </Button>
    </Modal>
  );
}
