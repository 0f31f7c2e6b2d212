import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { type Bin, type BinAnswer, binAnswer } from '@sista/shared/bin/bin.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { CodeField } from '../ui/code/CodeField.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';

const standard = binAnswer.parse({});
const presets: readonly { label: string; answer: BinAnswer }[] = [
  { label: 'Takes everything', answer: standard },
  { label: 'Is down (503)', answer: { ...standard, status: 503, body: '{"error":"down for a while"}' } },
  { label: 'Is slow (10 s)', answer: { ...standard, delayMs: 10_000 } },
  { label: 'Is gone (410)', answer: { ...standard, status: 410, body: '' } },
];

/** What callers of the bin get: status, delay, body. For trying out how a sender takes it. */
export function AnswerForm({ bin, readOnly, onSaved }: { bin: Bin; readOnly: boolean; onSaved: () => void }) {
  const [answer, setAnswer] = useState<BinAnswer>(bin.answer);
  const save = useMutation({
    ...trpc.bin.setAnswer.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async ({ answer: { status } }) => {
      await queryClient.invalidateQueries(trpc.bin.list.pathFilter());
      notify({ tone: 'good', title: `Callers get ${status} from now on` });
      onSaved();
    },
  });
  const change = (part: Partial<BinAnswer>) => setAnswer({ ...answer, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ id: bin.id, answer });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group gap="xs">
          {presets.map((preset) => (
            <Button
              key={preset.label}
              size="compact-xs"
              variant="light"
              color="gray"
              disabled={readOnly}
              onClick={() => setAnswer(preset.answer)}
            >
              {preset.label}
            </Button>
          ))}
        </Group>
        <Group gap="sm" align="flex-start">
          <NumberInput
            label="Status"
            min={200}
            max={599}
            w={110}
            allowDecimal={false}
            disabled={readOnly}
            value={answer.status}
            onChange={(status) => change({ status: Number(status) })}
          />
          <NumberInput
            label="Delay"
            suffix=" ms"
            min={0}
            max={30_000}
            step={500}
            w={130}
            allowDecimal={false}
            disabled={readOnly}
            value={answer.delayMs}
            onChange={(delayMs) => change({ delayMs: Number(delayMs) })}
          />
          <TextInput
            label="Content type"
            disabled={readOnly}
            value={answer.contentType}
            onChange={(event) => change({ contentType: event.currentTarget.value })}
          />
        </Group>
        <CodeField
          label="Body"
          lines={3}
          readOnly={readOnly}
          value={answer.body}
          onChange={(body) => change({ body })}
        />
        {save.error && <ErrorPanel error={save.error} />}
        <Group>
          <Button type="submit" size="xs" loading={save.isPending} disabled={readOnly}>
            Set the answer
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
