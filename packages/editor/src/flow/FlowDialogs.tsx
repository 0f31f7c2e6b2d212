import { useMutation } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { queryClient } from '../api/query-client.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import { StopRunsDialog } from '../job/StopRunsDialog.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { useOpenPage } from '../ui/PageLink.tsx';
import { PublishDialog } from '../version/PublishDialog.tsx';
import { VersionsDrawer } from '../version/VersionsDrawer.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import type { EditorParts } from './editor-parts.ts';
import { FlowSettingsDialog } from './FlowSettingsDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { VariablesDialog } from './VariablesDialog.tsx';

/** The dialogs of the flow editor; at most one is open. */
export function FlowDialogs({ flow, parts }: { flow: FlowAnswer; parts: EditorParts }) {
  const dialog = useStore(parts.workbench, (state) => state.dialog);
  const close = () => parts.workbench.setState({ dialog: undefined });
  return (
    <>
      {dialog === 'publish' && <PublishDialog flow={flow} parts={parts} onClose={close} />}
      <VersionsDrawer flow={flow} parts={parts} opened={dialog === 'versions'} onClose={close} />
      {dialog === 'connect' && <ConnectDialog parts={parts} onClose={close} />}
      {dialog === 'variables' && <VariablesDialog parts={parts} onClose={close} />}
      {dialog === 'settings' && <FlowSettingsDialog parts={parts} onClose={close} />}
      <KeysDialog opened={dialog === 'keys'} onClose={close} />
      <DeleteDialog flow={flow} opened={dialog === 'delete'} onClose={close} />
      <StopRunsDialog flow={flow} opened={dialog === 'stop-runs'} onClose={close} />
      <ConflictDialog parts={parts} />
    </>
  );
}

function DeleteDialog({ flow, opened, onClose }: { flow: FlowAnswer; opened: boolean; onClose: () => void }) {
  const open = useOpenPage();
  const remove = useMutation({
    ...trpc.flow.delete.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.flow.list.pathFilter());
      open('/flows', { replace: true });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      danger
      busy={remove.isPending}
      title={`Delete the flow ${flow.name}?`}
      verb="Delete the flow"
      onConfirm={() => remove.mutate({ id: flow.id })}
    >
      {flow.ingressUrl ? 'Its address stops answering at once. ' : ''}
      Draft and versions are gone for good; its runs stay until their time to keep is over.
    </ConfirmDialog>
  );
}
