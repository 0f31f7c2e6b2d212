import { Modal } from '@mantine/core';
import { useStore } from 'zustand';
import { Palette } from '../palette/Palette.tsx';
import type { EditorParts } from './editor-parts.ts';

/** The palette as a search box: after a plus, after N, after a connection was dropped on empty canvas. */
export function AddStepPopup({ parts }: { parts: EditorParts }) {
  const { workbench, actions } = parts;
  const adding = useStore(workbench, (state) => state.adding);
  const close = () => workbench.setState({ adding: undefined });
  return (
    <Modal
      opened={adding !== undefined}
      onClose={close}
      title={<strong>{adding?.edge ? 'Insert a step' : 'Add a step'}</strong>}
      size={420}
      yOffset="12vh"
      centered={false}
    >
      <div style={{ height: 'min(460px, 60vh)' }}>
        {adding && (
          <Palette
            autoFocus
            triggers={adding.triggers}
            onEscape={close}
            onPick={(type) => {
              const { triggers: _triggers, ...place } = adding;
              actions.add(type, place);
            }}
          />
        )}
      </div>
    </Modal>
  );
}
