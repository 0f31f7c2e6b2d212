import { Modal } from '@mantine/core';
import { builtInKeys, flowKeys, globalKeys, keyWords } from '../keymap.ts';
import classes from './Dialogs.module.css';

/** All keys of the flow editor, from the table that the handlers use. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>Keys</strong>} size={560}>
      <p className={classes.hint}>Letters act while the canvas has the focus.</p>
      <dl className={classes.keys}>
        {[...globalKeys, ...flowKeys, ...builtInKeys].map(({ keys, words }) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{keyWords(key)}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
