import { Modal } from '@mantine/core';
import { CredentialForm } from '../credential/CredentialForm.tsx';

export type CredentialDialogProps = {
  opened: boolean;
  onClose: () => void;
  /** The types to choose from; empty for all. */
  types: readonly string[];
  /** The id of what was stored. */
  onCreated: (id: string) => void;
};

/** Stores a secret. It is written once and never read again. */
export function CredentialDialog({ opened, onClose, types, onCreated }: CredentialDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>New credential</strong>}>
      {opened && <CredentialForm types={types} onClose={onClose} onCreated={({ id }) => onCreated(id)} />}
    </Modal>
  );
}
