import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import type { Employee } from '@sista/shared/employee/employee.schema';
import { toId } from '@sista/shared/ids';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useRight, useSession } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './EmployeePage.module.css';
import { useSaveEmployee } from './save-employee.ts';

/** The duties, and what they were before. */
export function EmployeeInstructions({ employee }: { employee: Employee }) {
  const [text, setText] = useState(employee.instructions);
  const mayWrite = useRight('employee.write');
  const readOnly = !mayWrite || employee.status === 'archived';
  return (
    <div className={classes.columns}>
      <Panel title="Instructions">
        <InstructionsForm employee={employee} text={text} onText={setText} readOnly={readOnly} />
      </Panel>
      <Panel title="Versions" flush>
        <VersionList employee={employee} text={text} readOnly={readOnly} onTake={setText} />
      </Panel>
    </div>
  );
}

type FormProps = { employee: Employee; text: string; onText: (text: string) => void; readOnly: boolean };

function InstructionsForm({ employee, text, onText, readOnly }: FormProps) {
  const [note, setNote] = useState('');
  const save = useSaveEmployee();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { id, revision } = employee;
    save.mutate({ id, revision, instructions: text, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Textarea
          aria-label="Instructions"
          description="Duties, rules, and what to do in doubt. What comes in with a task is data and never changes them."
          autosize
          minRows={14}
          maxRows={28}
          maxLength={8_000}
          readOnly={readOnly}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
        {!readOnly && (
          <TextInput
            label="What changed"
            placeholder="Discounts over 20 % are held"
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        {save.error && <ErrorPanel error={save.error} />}
        {!readOnly && (
          <Group justify="space-between">
            <span className={classes.hint}>{text.length.toLocaleString('en')} of 8,000 characters</span>
            <Button type="submit" loading={save.isPending} disabled={text === employee.instructions}>
              Save as version {employee.version + 1}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

type ListProps = { employee: Employee; text: string; readOnly: boolean; onTake: (text: string) => void };

function VersionList({ employee, text, readOnly, onTake }: ListProps) {
  const versions = useQuery(trpc.employee.versions.queryOptions({ id: employee.id, limit: 50 }));
  const nameOf = useNames();
  if (versions.error && !versions.data)
    return (
      <div className={classes.error}>
        <ErrorPanel error={versions.error} onRetry={() => void versions.refetch()} />
      </div>
    );
  if (!versions.data)
    return (
      <div className={classes.error}>
        <Skeleton label="Loading the versions" />
      </div>
    );
  return (
    <ol className={classes.versions}>
      {versions.data.data.map(({ n, at, by, note, body }) => (
        <li key={n}>
          <span className={classes.number}>v{n}</span>
          <div>
            {note ?? (n === 1 ? 'Hired' : 'Changed')}
            <p>
              <RelativeTime at={at} /> by {nameOf(by)}
            </p>
          </div>
          {n === employee.version ? (
            <Mark tone="good">Current</Mark>
          ) : (
            !readOnly && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={body.instructions === text}
                title={body.instructions === text ? 'The instructions are the same' : undefined}
                onClick={() => onTake(body.instructions)}
              >
                Take its text
              </Button>
            )
          )}
        </li>
      ))}
    </ol>
  );
}

/** Versions name people by id. */
function useNames(): (by: string) => string {
  const session = useSession();
  const members = useQuery({ ...trpc.member.list.queryOptions({ limit: 200 }), staleTime: 60_000 });
  return (by) => {
    if (by === 'system') return 'the workspace';
    if (by.startsWith('key_')) return 'an API key';
    if (session?.user && toId('member', session.user.id) === by) return 'you';
    const member = members.data?.data.find(({ userId }) => toId('member', userId) === by);
    return member?.name ?? 'somebody who left';
  };
}
