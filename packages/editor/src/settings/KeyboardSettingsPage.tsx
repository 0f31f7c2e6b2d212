import { builtInKeys, flowKeys, globalKeys, keyWords } from '../keymap.ts';
import { Panel } from '../ui/Panel.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';

type Entry = { keys: readonly string[]; words: string };

const groups: readonly { title: string; entries: readonly Entry[] }[] = [
  { title: 'Everywhere in a flow', entries: globalKeys },
  { title: 'On the canvas', entries: flowKeys },
  { title: 'Finding the way', entries: builtInKeys },
];

/** All keys of the flow editor, from the table by which it acts. */
export function KeyboardSettingsPage() {
  return (
    <SettingsFrame
      title="Keyboard"
      description="Everything in the flow editor has a key. Letters act while a card of the canvas has the focus."
    >
      {groups.map(({ title, entries }) => (
        <Panel key={title} title={title} flush>
          <table className={classes.keys} aria-label={title}>
            <tbody>
              {entries.map(({ keys, words }) => (
                <tr key={words}>
                  <td>
                    {keys.map((each) => (
                      <kbd key={each}>{keyWords(each)}</kbd>
                    ))}
                  </td>
                  <td>{words}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      ))}
    </SettingsFrame>
  );
}
