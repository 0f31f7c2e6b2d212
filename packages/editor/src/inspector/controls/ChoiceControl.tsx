import { Radio, SegmentedControl, Select, Stack } from '@mantine/core';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import { defaultOf, optionsOf } from '../options-of.ts';

const mostSegments = 4;
// Longer rows of words would be cut in the inspector's width.
const mostLetters = 34;

/** One of several: a segmented row while it is short, a list of radios where options explain themselves, else a select. */
export function ChoiceControl({ id, labelId, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const options = optionsOf(field);
  const chosen = typeof value === 'string' ? value : defaultOf(field);
  const current = typeof chosen === 'string' ? chosen : null;
  const letters = options.map((option) => option.label).join('').length;
  if (options.some((option) => option.help))
    return (
      <Radio.Group aria-labelledby={labelId} value={current} onChange={onChange}>
        <Stack gap={8} mt={2}>
          {options.map(({ value: each, label, help }) => (
            <Radio key={each} value={each} label={label} description={help} disabled={readOnly} size="sm" />
          ))}
        </Stack>
      </Radio.Group>
    );
  if (options.length <= mostSegments && letters <= mostLetters && current !== null)
    return (
      <SegmentedControl
        aria-labelledby={labelId}
        size="sm"
        data={options}
        value={current}
        disabled={readOnly}
        onChange={onChange}
      />
    );
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      data={options}
      value={current}
      placeholder={field.meta.placeholder ?? 'Choose'}
      disabled={readOnly}
      error={issues.length > 0}
      searchable={options.length > 8}
      allowDeselect={defaultOf(field) === undefined}
      comboboxProps={{ shadow: 'md' }}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
