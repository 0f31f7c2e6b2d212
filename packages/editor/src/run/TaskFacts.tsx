import type { TaskMeta } from '@sista/shared/node/step-context';
import { durationWords } from '../ui/duration-words.ts';
import { KeyValues } from '../ui/KeyValues.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { Mark } from '../ui/StatusBadge.tsx';

/** Whether what a step keeps about itself is that of an employee's task. */
export function isTaskMeta(meta: unknown): meta is TaskMeta {
  return typeof meta === 'object' && meta !== null && 'taskId' in meta && 'employee' in meta;
}

const flagWords: Readonly<Record<string, string>> = {
  orders_in_data: 'The data holds text that reads like an order to the employee',
  hidden_characters: 'The data holds characters that cannot be seen',
};

/** Who worked on the step, on which model, with how many turns, tool calls, tokens and credits. */
export function TaskFacts({ meta }: { meta: TaskMeta }) {
  const { employee, usage } = meta;
  return (
    <KeyValues
      entries={[
        [
          'Employee',
          <span key="employee">
            <PageLink to={`/employees/${employee.id}`}>{employee.name}</PageLink>, version {employee.version}
          </span>,
        ],
        [
          'Model',
          meta.sandbox ? (
            <Mark key="model" tone="odd">
              Sandbox, no AI
            </Mark>
          ) : (
            <code key="model">{meta.model}</code>
          ),
        ],
        ['Turns', meta.turns],
        ['Tool calls', meta.toolCalls],
        [
          'Tokens',
          `${usage.inputTokens.toLocaleString('en')} read, ${usage.outputTokens.toLocaleString('en')} written`,
        ],
        ['Credits', meta.credits.toLocaleString('en', { maximumFractionDigits: 3 })],
        ['Worked', durationWords(meta.activeMs)],
        ['Waited', meta.waitedMs > 0 ? durationWords(meta.waitedMs) : undefined],
        ['Noticed', meta.flags.length > 0 ? meta.flags.map(wordsOfFlag).join('. ') : undefined],
        ['Task', <code key="task">{meta.taskId}</code>],
      ]}
    />
  );
}

function wordsOfFlag(flag: string): string {
  return flagWords[flag] ?? flag.replaceAll('_', ' ');
}
