import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { announce } from '../announce.ts';
import { notify } from '../api/notify.ts';
import { IconCheck, IconCopy } from './icons.ts';

/** Copies text; `label` says what ("Copy the address"). With `words` it is a button with them, else an icon. */
export function CopyButton({ text, label, words }: { text: string; label: string; words?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) {
      notify({
        tone: 'bad',
        title: 'The browser did not allow copying',
        message: 'Select the text and copy it by hand.',
      });
      return;
    }
    setCopied(true);
    announce('Copied');
    setTimeout(() => setCopied(false), 1_500);
  };
  const icon = copied ? <IconCheck size={15} /> : <IconCopy size={15} />;
  if (words)
    return (
      <Button variant="default" size="xs" leftSection={icon} onClick={() => void copy()} aria-label={label}>
        {copied ? 'Copied' : words}
      </Button>
    );
  return (
    <Tooltip label={copied ? 'Copied' : label}>
      <ActionIcon size="sm" aria-label={label} onClick={() => void copy()}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** The clipboard API exists on https and localhost only; elsewhere a selected text area does it. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused, for instance without focus: the older way may still work.
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
