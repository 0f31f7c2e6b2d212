import { Select } from '@mantine/core';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { triggerOf } from '@sista/shared/flow/node-catalogue';
import { nodeDefinitions } from '@sista/shared/nodes';
import { samplesFor } from '@sista/shared/source/trigger-samples';
import { sources } from '@sista/shared/sources';
import { useQuery } from '@tanstack/react-query';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { api, trpc } from '../api/trpc.ts';
import { catalogue } from '../catalogue.ts';
import type { CurrentSample } from '../inspector/preview-scope.ts';
import { relativeWords } from '../ui/RelativeTime.tsx';

type Choice = { value: string; label: string; load: () => Promise<CurrentSample> };

/** What a test can start from: the flow's own sample, examples of its senders, requests that really came. */
export function SamplePicker({
  flowId,
  document,
  title,
  onChoose,
}: {
  flowId: string;
  document: FlowDocument;
  title: string;
  onChoose: (sample: CurrentSample) => void;
}) {
  const captures = useQuery(trpc.capture.list.queryOptions({ flowId, to: 'trigger', limit: 10 }));
  const own = useQuery(trpc.flow.getSample.queryOptions({ id: flowId }));
  const examples = examplesFor(document);
  const received = (captures.data?.data ?? []).map(
    (capture): Choice => ({
      value: capture.id,
      label: `${capture.title ?? capture.outcome}, ${relativeWords(Date.parse(capture.receivedAt), Date.now())}`,
      load: () => loadCapture(capture.id),
    }),
  );
  const kept = own.data;
  const saved: Choice[] = kept
    ? [
        {
          value: 'own',
          label: kept.title,
          load: async () => ({
            title: kept.title,
            payload: kept.payload,
            ...(kept.headers ? { headers: kept.headers } : {}),
          }),
        },
      ]
    : [];
  const groups = [
    { group: 'Last used', items: saved },
    { group: 'Examples', items: examples },
    { group: 'Received', items: received },
  ].filter(({ items }) => items.length > 0);
  const all = groups.flatMap(({ items }) => items);
  const current = all.find((choice) => choice.label === title)?.value ?? null;
  return (
    <Select
      label="Sample"
      size="xs"
      data={groups.map(({ group, items }) => ({
        group,
        items: items.map(({ value, label }) => ({ value, label })),
      }))}
      value={current}
      placeholder={title}
      searchable={all.length > 8}
      comboboxProps={{ shadow: 'md' }}
      allowDeselect={false}
      onChange={(value) => {
        const chosen = all.find((choice) => choice.value === value);
        chosen?.load().then(onChoose, (error: unknown) => notify({ tone: 'bad', ...explainError(error) }));
      }}
    />
  );
}

/** Examples of the trigger's own definition, and of every sender that fits it. */
export function examplesFor(document: FlowDocument): Choice[] {
  const trigger = triggerOf(document, catalogue);
  const definition = trigger && nodeDefinitions[trigger.type];
  if (!definition?.trigger) return [];
  const own = definition.samples.map((sample) => ({ sample, label: sample.title }));
  const bySource = definition.trigger.ingress
    ? samplesFor(definition.trigger.shape ?? null).map((sample) => ({
        sample,
        label: `${sources[sample.source]?.label ?? sample.source}: ${sample.title}`,
      }))
    : [];
  const chosen = trigger?.config.source;
  // Examples of the sender that the trigger listens to come first: the others it would refuse to read.
  const fitting = bySource.filter(({ sample }) => sample.source === chosen);
  const labels = new Set<string>();
  return [...fitting, ...own, ...(fitting.length > 0 ? [] : bySource)]
    .filter(({ label }) => !labels.has(label) && labels.add(label))
    .map(({ sample, label }) => ({
      value: `example ${sample.id} ${label}`,
      label,
      load: async () => ({
        title: label,
        payload: sample.payload,
        ...(sample.headers ? { headers: sample.headers } : {}),
      }),
    }));
}

async function loadCapture(id: string): Promise<CurrentSample> {
  const { title, receivedAt, body, headers } = await api.capture.get.query({ id });
  if (!body || body.encoding === 'base64' || body.truncated)
    throw new Error('This request is no text, or too large to be a sample. Choose another one.');
  const name = title ?? `Received ${new Date(receivedAt).toLocaleTimeString()}`;
  return { title: name, payload: parsedBody(body.text), headers };
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
