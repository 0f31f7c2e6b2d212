import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export type ConfirmDialogProps = {
  opened: boolean;
  onClose: () => void;
  onConfirm: () => void;
  /** A question that names the thing: "Delete the flow Orders over 100?" */
  title: string;
  /** What follows from it. */
  children: ReactNode;
  /** The button repeats the verb: "Delete the flow". */
  verb: string;
  danger?: boolean;
  busy?: boolean;
};

export function ConfirmDialog({
  opened,
  onClose,
  onConfirm,
  title,
  children,
  verb,
  danger,
  busy,
}: ConfirmDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>{title}</strong>} size={460}>
      <Text component="div" size="md" c="dimmed">
        {children}
      </Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button {...(danger ? { color: 'red' } : {})} loading={busy ?? false} onClick={onConfirm}>
          {verb}
        </Button>
      </Group>
    </Modal>
  );
}
