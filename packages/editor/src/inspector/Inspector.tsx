import { ActionIcon, Menu, Tabs, Tooltip } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import type { FlowIssue, FlowNode } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { CategoryIcon } from '../ui/CategoryIcon.tsx';
import { IconArrowsMaximize, IconCopy, IconDots, IconTrash, IconX } from '../ui/icons.ts';
import { InputPane } from './InputPane.tsx';
import classes from './Inspector.module.css';
import { InspectorContext, type InspectorContextValue, type PickTarget } from './inspector-context.ts';
import { NodeForm } from './NodeForm.tsx';
import { NodeHelp } from './NodeHelp.tsx';
import { NodeSettings } from './NodeSettings.tsx';
import { OutputPane } from './OutputPane.tsx';
import { offersOf } from './offers.ts';
import { evaluatePreview, type PreviewScope } from './preview-scope.ts';

export type InspectorTab = 'configuration' | 'input' | 'output' | 'help';

export type InspectorProps = {
  flowId: string;
  node: FlowNode;
  issues: readonly FlowIssue[];
  readOnly: boolean;
  ingressUrl: string | null;
  preview: PreviewScope;
  /** The node's step in the last test, with what went in and came out. */
  step: StepAnswer | undefined;
  /** The run of that step. */
  run?: RunAnswer | undefined;
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  onClose: () => void;
  edits: NodeEdits;
  /** Stands above the form: the state of a trigger. */
  above?: ReactNode;
};

/** What the inspector can change about its node. */
export type NodeEdits = {
  rename: (name: string) => void;
  setConfig: (field: string, value: unknown) => void;
  setOption: (option: 'onError' | 'retry' | 'timeoutSeconds' | 'whenUnknown', value: unknown) => void;
  /** Changes the id and every reference to it. Answers a sentence when that id cannot be had. */
  changeAddress: (id: string) => string | undefined;
  duplicate: () => void;
  remove: () => void;
};

/** Input, configuration and output of one step: side by side where there is room, else as tabs. */
export function Inspector(props: InspectorProps) {
  const { node, tab, onTab, preview } = props;
  const [wide, setWide] = useLocalStorage({ key: 'sista.inspector.wide', defaultValue: false });
  const hasRoom = useMediaQuery('(min-width: 1100px)', true);
  const value = useInspectorValue(props);
  const sideBySide = wide && hasRoom === true;
  return (
    <InspectorContext value={value}>
      <aside
        className={classes.inspector}
        data-wide={sideBySide || undefined}
        aria-label={`Step ${node.name}`}
        data-region="Step"
        tabIndex={-1}
      >
        <Head {...props} wide={sideBySide} {...(hasRoom ? { onWide: () => setWide(!wide) } : {})} />
        {sideBySide ? (
          <div className={classes.columns}>
            <section aria-label="Input">
              <h3>Input</h3>
              <InputPane preview={preview} />
            </section>
            <section aria-label="Configuration">
              <h3>Configuration</h3>
              <Configuration {...props} />
            </section>
            <section aria-label="Output">
              <h3>Output</h3>
              <OutputPane node={node} step={props.step} run={props.run} />
            </section>
          </div>
        ) : (
          <Tabs
            value={tab}
            onChange={(next) => onTab((next ?? 'configuration') as InspectorTab)}
            className={classes.tabs ?? ''}
            keepMounted={false}
          >
            <Tabs.List px="md">
              <Tabs.Tab value="configuration">Configuration</Tabs.Tab>
              <Tabs.Tab value="input">Input</Tabs.Tab>
              <Tabs.Tab value="output">Output</Tabs.Tab>
              <Tabs.Tab value="help">Help</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="configuration" className={classes.pane ?? ''} tabIndex={0}>
              <Configuration {...props} />
            </Tabs.Panel>
            <Tabs.Panel value="input" className={classes.pane ?? ''} tabIndex={0}>
              <InputPane preview={preview} />
            </Tabs.Panel>
            <Tabs.Panel value="output" className={classes.pane ?? ''} tabIndex={0}>
              <OutputPane node={node} step={props.step} run={props.run} />
            </Tabs.Panel>
            <Tabs.Panel value="help" className={classes.pane ?? ''} tabIndex={0}>
              <NodeHelp type={node.type} />
            </Tabs.Panel>
          </Tabs>
        )}
      </aside>
    </InspectorContext>
  );
}

function useInspectorValue({
  flowId,
  ingressUrl,
  node,
  readOnly,
  preview,
}: InspectorProps): InspectorContextValue {
  const pickTarget = useRef<PickTarget>(undefined);
  const { scope, before, triggerName, inside } = preview;
  const offers = useMemo(() => offersOf(scope, before, triggerName), [scope, before, triggerName]);
  const evaluate = useCallback((stored: unknown) => evaluatePreview(stored, scope), [scope]);
  const evaluateInItem = useMemo(
    () => inside && ((stored: unknown) => evaluatePreview(stored, inside)),
    [inside],
  );
  const setPickTarget = useCallback((target: PickTarget) => {
    pickTarget.current = target;
  }, []);
  return useMemo(
    () => ({
      flowId,
      ingressUrl,
      node,
      readOnly,
      offers,
      evaluate,
      evaluateInItem,
      scopeKey: scope,
      setPickTarget,
      pickTarget,
    }),
    [flowId, ingressUrl, node, readOnly, offers, evaluate, evaluateInItem, scope, setPickTarget],
  );
}

function Head({
  node,
  readOnly,
  edits,
  onClose,
  wide,
  onWide,
}: InspectorProps & { wide: boolean; onWide?: () => void }) {
  const definition = nodeDefinitions[node.type];
  return (
    <header className={classes.head}>
      <CategoryIcon
        name={definition?.icon ?? 'Circle'}
        category={definition?.category ?? 'data'}
        box={34}
        size={18}
      />
      <span className={classes.names}>
        <input
          key={node.id}
          aria-label="Name of the step"
          className={classes.name}
          value={node.name}
          readOnly={readOnly}
          maxLength={200}
          onChange={(event) => edits.rename(event.currentTarget.value)}
        />
        <small>{definition?.title ?? node.type}</small>
      </span>
      {onWide && (
        <Tooltip label={wide ? 'Less' : 'Input and output beside it'}>
          <ActionIcon
            aria-label="Show input and output beside the configuration"
            aria-pressed={wide}
            onClick={onWide}
          >
            <IconArrowsMaximize size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
      {!readOnly && (
        <Menu width={200}>
          <Menu.Target>
            <ActionIcon aria-label="More about this step">
              <IconDots size={17} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {definition?.trigger === undefined && (
              <Menu.Item leftSection={<IconCopy size={16} />} onClick={edits.duplicate}>
                Duplicate the step
              </Menu.Item>
            )}
            <Menu.Item c="var(--sf-bad)" leftSection={<IconTrash size={16} />} onClick={edits.remove}>
              Remove the step
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ActionIcon aria-label="Close the step" onClick={onClose}>
        <IconX size={17} stroke={1.7} />
      </ActionIcon>
    </header>
  );
}

function Configuration({ node, issues, edits, readOnly, above }: InspectorProps) {
  const whole = issues.filter((issue) => !issue.path.startsWith('config.') || issue.path === 'config');
  return (
    <>
      {above}
      {whole.map((issue) => (
        <p key={`${issue.path} ${issue.code}`} className={classes.issue} data-level={issue.level}>
          {issue.message}
        </p>
      ))}
      <NodeForm key={node.id} node={node} issues={issues} onConfig={edits.setConfig} />
      <NodeSettings key={`${node.id} settings`} node={node} readOnly={readOnly} edits={edits} />
    </>
  );
}
