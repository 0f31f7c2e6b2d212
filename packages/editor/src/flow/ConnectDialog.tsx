import { Modal, Select, TextInput } from '@mantine/core';
import { connectionProblem } from '@sista/shared/flow/connection-rules';
import { portOf } from '@sista/shared/flow/flow.schema';
import { nodeById } from '@sista/shared/flow/flow-graph';
import { useState } from 'react';
import { portsOfNode } from '../canvas/card-geometry.ts';
import { catalogue } from '../catalogue.ts';
import { freePort } from '../document/commands.ts';
import classes from './Dialogs.module.css';
import type { EditorParts } from './editor-parts.ts';

/** Connecting without a pointer: the way out, then the step. What cannot be chosen says why. */
export function ConnectDialog({ parts, onClose }: { parts: EditorParts; onClose: () => void }) {
  const { store, canvas, actions } = parts;
  const { document } = store.getState();
  const source = nodeById(document, canvas.getState().focused ?? '');
  const [port, setPort] = useState(() => (source ? freePort(document, source.id) : undefined));
  const [text, setText] = useState('');
  if (!source) return null;
  const ports = portsOfNode(source);
  const targets = document.nodes.filter(
    (node) => node.id !== source.id && node.name.toLowerCase().includes(text.toLowerCase()),
  );
  return (
    <Modal opened onClose={onClose} title={<strong>Where does {source.name} lead to?</strong>} size={440}>
      <div className={classes.stack}>
        {ports.length > 1 && (
          <Select
            label="Way out"
            data={ports.map(({ name, label }) => ({ value: name, label }))}
            value={port ?? null}
            allowDeselect={false}
            onChange={(next) => setPort(next ?? undefined)}
          />
        )}
        <TextInput
          label="Step"
          placeholder="Type its name"
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={classes.targets}>
          {targets.map((node) => {
            const problem = connectionProblem(document, catalogue, {
              source: source.id,
              sourcePort: port ?? 'out',
              target: node.id,
            });
            const edge = document.edges.find(
              (candidate) =>
                candidate.source === source.id &&
                candidate.target === node.id &&
                portOf(candidate) === (port ?? 'out'),
            );
            if (edge)
              return (
                <button
                  key={node.id}
                  type="button"
                  className={classes.target}
                  onClick={() => {
                    onClose();
                    actions.removeEdge(edge.id);
                  }}
                >
                  {node.name}
                  <small>Connected. Choose it to remove the connection.</small>
                </button>
              );
            return (
              <button
                key={node.id}
                type="button"
                className={classes.target}
                aria-disabled={problem !== undefined}
                onClick={() => {
                  if (problem !== undefined) return actions.refuse(problem);
                  onClose();
                  actions.connect(source.id, port ?? 'out', node.id);
                }}
              >
                {node.name}
                {problem && <small>{problem}</small>}
              </button>
            );
          })}
        </div>
      </div>
    </Modal>
  );
}
