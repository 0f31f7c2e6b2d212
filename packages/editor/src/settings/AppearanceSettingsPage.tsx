import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { Panel } from '../ui/Panel.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';

/** Light, dark, or as the system says. */
export function AppearanceSettingsPage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SettingsFrame title="Appearance" description="Kept in this browser.">
      <Panel title="Colours">
        <div className={classes.stack}>
          <div>
            <SegmentedControl
              aria-label="Colours"
              data={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
                { value: 'auto', label: 'As the system' },
              ]}
              value={colorScheme}
              onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            />
          </div>
          <p className={classes.quiet}>
            Movement follows the system: where reduced motion is chosen there, nothing moves here.
          </p>
        </div>
      </Panel>
    </SettingsFrame>
  );
}
