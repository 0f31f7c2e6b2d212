import { Button, Group, Modal, NumberInput, Select } from '@mantine/core';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { useState } from 'react';
import classes from './Dialogs.module.css';
import type { EditorParts } from './editor-parts.ts';

type Settings = NonNullable<FlowDocument['settings']>;

const units = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
];
const mostSeconds = 365 * 86_400;

/** What holds for every run of the flow. It is part of the flow and its versions. */
export function FlowSettingsDialog({ parts, onClose }: { parts: EditorParts; onClose: () => void }) {
  const { store, actions, readOnly } = parts;
  const [settings, setSettings] = useState<Settings>(() => store.getState().document.settings ?? {});
  const { maxRunSeconds: seconds } = settings;
  const tooLong = seconds !== undefined && seconds > mostSeconds;
  const keep = () => {
    const member = Object.keys(settings).length === 0 ? {} : { value: settings };
    if (actions.apply([{ op: 'setDocumentField', field: 'settings', ...member }], 'Change the settings'))
      onClose();
  };
  return (
    <Modal opened onClose={onClose} title={<strong>Settings of this flow</strong>} size={480}>
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <p className={classes.hint}>A change takes effect with the next version.</p>
        <LongestRun
          seconds={seconds}
          readOnly={readOnly}
          problem={tooLong ? 'At most 365 days.' : undefined}
          onChange={(next) => setSettings(withSetting(settings, 'maxRunSeconds', next))}
        />
        <Select
          label="What a sandbox employee led to"
          description="Sends that follow from the answer of a sandbox model."
          data={[
            { value: 'inbox', label: 'Goes to the request inbox' },
            { value: 'real', label: 'Is really sent' },
          ]}
          value={settings.sandboxSends ?? 'inbox'}
          allowDeselect={false}
          disabled={readOnly}
          onChange={(next) =>
            setSettings(withSetting(settings, 'sandboxSends', next === 'real' ? 'real' : undefined))
          }
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={readOnly || tooLong}>
            Keep the settings
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function withSetting<Name extends keyof Settings>(
  settings: Settings,
  name: Name,
  value: Settings[Name] | undefined,
): Settings {
  const { [name]: _, ...others } = settings;
  return (value === undefined ? others : { ...others, [name]: value }) as Settings;
}

type LongestRunProps = {
  seconds: number | undefined;
  readOnly: boolean;
  problem: string | undefined;
  onChange: (seconds: number | undefined) => void;
};

function LongestRun({ seconds, readOnly, problem, onChange }: LongestRunProps) {
  const [unit, setUnit] = useState(
    () => [86_400, 3_600, 60].find((size) => seconds !== undefined && seconds % size === 0) ?? 60,
  );
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        style={{ flex: 1 }}
        label="A run ends at the latest after"
        description="It then fails with run_expired, whatever it waits for. Empty: it has no limit of its own."
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        value={seconds === undefined ? '' : seconds / unit}
        min={0}
        readOnly={readOnly}
        error={problem}
        onChange={(next) =>
          onChange(
            next === '' || Number(next) <= 0 ? undefined : Math.max(1, Math.round(Number(next) * unit)),
          )
        }
      />
      <Select
        aria-label="Unit of the longest run"
        data={units}
        w={120}
        value={String(unit)}
        allowDeselect={false}
        disabled={readOnly}
        onChange={(next) => {
          const chosen = Number(next ?? unit);
          if (seconds !== undefined) onChange(Math.max(1, Math.round((seconds / unit) * chosen)));
          setUnit(chosen);
        }}
      />
    </Group>
  );
}
