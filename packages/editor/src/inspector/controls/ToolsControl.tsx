import { Checkbox, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/trpc.ts';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** Which of the chosen employee's tools are offered in this task; null offers all. */
export function ToolsControl({ labelId, value, onChange }: ControlProps) {
  const { node, readOnly } = useInspector();
  const employeeId = typeof node.config.employee === 'string' ? node.config.employee : '';
  const isEmployee = employeeId.startsWith('emp_');
  const employee = useQuery({ ...trpc.employee.get.queryOptions({ id: employeeId }), enabled: isEmployee });
  const granted = employee.data?.tools.map((grant) => grant.name) ?? [];
  const chosen = Array.isArray(value) ? value.map(String) : granted;
  const names = [...new Set([...granted, ...(Array.isArray(value) ? value.map(String) : [])])];
  if (!isEmployee) return <p className={classes.hint}>Choose an employee first: the tools are theirs.</p>;
  if (names.length === 0) return <p className={classes.hint}>This employee has no tools.</p>;
  const toggle = (name: string, on: boolean) => {
    const next = on ? [...chosen, name] : chosen.filter((other) => other !== name);
    onChange(granted.every((each) => next.includes(each)) && next.length === granted.length ? null : next);
  };
  return (
    <Stack gap={6} role="group" aria-labelledby={labelId}>
      {names.map((name) => (
        <Checkbox
          key={name}
          label={granted.includes(name) ? name : `${name} (not granted to this employee)`}
          checked={chosen.includes(name)}
          disabled={readOnly}
          onChange={(event) => toggle(name, event.currentTarget.checked)}
        />
      ))}
    </Stack>
  );
}
