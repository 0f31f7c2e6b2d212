import { Button, FileButton, Group, Modal } from '@mantine/core';
import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import { roleOfRef } from '@sista/shared/template/define-template';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useMemo, useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { type ImportProblem, problemsOf, readFlowText } from '../document/read-flow-text.ts';
import { FlowMiniature } from '../template/FlowMiniature.tsx';
import { CodeField } from '../ui/code/CodeField.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconUpload } from '../ui/icons.ts';
import { useOpenPage } from '../ui/PageLink.tsx';
import classes from './FlowListImport.module.css';

/** A flow from a file or from the clipboard. */
export function FlowListImport({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} size={680} title={<strong>Import a flow</strong>}>
      {opened && <ImportForm onClose={onClose} />}
    </Modal>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const read = useMemo(() => readFlowText(text), [text]);
  const open = useOpenPage();
  const load = useMutation({
    ...trpc.flow.import.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async (flow) => {
      await queryClient.invalidateQueries(trpc.employee.pathFilter());
      open(`/flows/${flow.id}`);
    },
  });
  const take = (file: File | null | undefined) => void file?.text().then(setText);
  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  const refused = load.error ? refusedProblems(load.error, text) : [];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside does the same
    <div className={classes.form} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <Group gap="xs">
        <FileButton accept="application/json,.json" onChange={take}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <span className={classes.hint}>or drop it here, or paste its text:</span>
      </Group>
      <CodeField label="Flow as JSON" hideLabel value={text} onChange={setText} lines={10} />
      {read.kind === 'wrong' && <Problems problems={read.problems} />}
      {read.kind === 'flow' && <Found document={read.document} />}
      {load.error &&
        (refused.length > 0 ? <Problems problems={refused} /> : <ErrorPanel error={load.error} />)}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={read.kind !== 'flow'}
          loading={load.isPending}
          onClick={() => read.kind === 'flow' && load.mutate({ document: { ...read.document } })}
        >
          Import the flow
        </Button>
      </Group>
    </div>
  );
}

function Problems({ problems }: { problems: readonly ImportProblem[] }) {
  return (
    <div className={classes.problems} role="alert">
      <strong>{problems.length === 1 ? 'This cannot be imported' : `${problems.length} problems`}</strong>
      <ul>
        {problems.map(({ place, sentence }) => (
          <li key={`${place} ${sentence}`}>
            <code>{place}</code>
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Found({ document }: { document: FlowDocument }) {
  const roles = document.nodes.flatMap(({ config }) => roleOfRef(config.employee) ?? []);
  const hires = [...new Set(roles)].map((role) => role.replaceAll('-', ' '));
  return (
    <div className={classes.found}>
      <FlowMiniature document={document} height={110} />
      <p>
        <strong>{document.name}</strong>: {count(document.nodes.length, 'step')},{' '}
        {count(document.edges.length, 'connection')}.
        {hires.length > 0 && ` It works with: ${hires.join(', ')}; who is missing is hired.`} Credentials of
        another workspace are emptied, so that you choose your own.
      </p>
    </div>
  );
}

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

/** What the server found wrong with the document, issue by issue. */
function refusedProblems(error: unknown, text: string): ImportProblem[] {
  const { details } = explainError(error);
  const issues = (details as { issues?: unknown } | null)?.issues;
  const read = readFlowText(text);
  return Array.isArray(issues)
    ? problemsOf(issues as FlowIssue[], read.kind === 'flow' ? read.document : undefined)
    : [];
}
