import { MultiSelect, TagsInput } from '@mantine/core';
import { nodeDefinitions } from '@sista/shared/nodes';
import { sources } from '@sista/shared/sources';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';

/** Which of the sender's events start a run. A sender whose events are not known takes any text. */
export function EventsControl({ id, describedBy, value, onChange, issues }: ControlProps) {
  const { node, readOnly } = useInspector();
  const source = typeof node.config.source === 'string' ? sources[node.config.source] : undefined;
  const events = source?.events ?? [];
  const shape = nodeDefinitions[node.type]?.trigger?.shape;
  const usual = events.filter((event) => shape && event.newFor.includes(shape)).map((event) => event.label);
  const values = Array.isArray(value) ? value.map(String) : [];
  const set = (next: string[]) => onChange(next.length === 0 ? undefined : next);
  const shared = {
    id,
    'aria-describedby': describedBy,
    value: values,
    disabled: readOnly,
    error: issues.length > 0,
    onChange: set,
  };
  const placeholder =
    values.length > 0 ? '' : usual.length > 0 ? `Those that are new: ${usual.join(', ')}` : 'All events';
  if (events.length === 0) return <TagsInput {...shared} placeholder={placeholder} splitChars={[',', ' ']} />;
  const data = events.map((event) => ({ value: event.type, label: event.label }));
  return (
    <MultiSelect
      {...shared}
      data={data}
      placeholder={placeholder}
      searchable
      comboboxProps={{ shadow: 'md' }}
    />
  );
}
