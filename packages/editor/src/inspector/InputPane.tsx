import { announce } from '../announce.ts';
import { notify } from '../api/notify.ts';
import { copyText } from '../ui/CopyButton.tsx';
import { dottedPath, type JsonPath, JsonTree } from '../ui/JsonTree.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './Inspector.module.css';
import { useInspector } from './inspector-context.ts';
import type { PreviewScope } from './preview-scope.ts';

/** What arrives at the step in the current sample, by the step it comes from. A click puts it into the last field. */
export function InputPane({ preview }: { preview: PreviewScope }) {
  const { pickTarget, readOnly } = useInspector();
  const { scope, before, triggerName, examples } = preview;
  const pick = (path: string) => {
    if (readOnly) return;
    if (pickTarget.current) {
      pickTarget.current.insert(path);
      announce(`${path} inserted`);
      return;
    }
    void copyText(`{{ ${path} }}`).then((copied) => {
      if (copied)
        notify({
          tone: 'neutral',
          title: 'Copied',
          message: 'Click into a field first to put data straight into it.',
        });
    });
  };
  const groups = [
    ...before.map((node) => ({
      id: node.id,
      name: node.name,
      root: ['steps', node.id, 'output'] as JsonPath,
      value: scope.steps[node.id]?.output,
      isExample: examples.has(node.id),
    })),
    ...(scope.item === undefined
      ? []
      : [
          {
            id: 'item',
            name: `Item ${(scope.index ?? 0) + 1} of the loop`,
            root: ['item'] as JsonPath,
            value: scope.item,
            isExample: false,
          },
        ]),
    {
      id: 'trigger',
      name: triggerName,
      root: ['trigger'] as JsonPath,
      value: scope.trigger,
      isExample: false,
    },
    ...(Object.keys(scope.vars).length > 0
      ? [{ id: 'vars', name: 'Variables', root: ['vars'] as JsonPath, value: scope.vars, isExample: false }]
      : []),
  ];
  return (
    <>
      {!readOnly && <p className={classes.hint}>Click a value to put it where the caret was last.</p>}
      {groups.map((group) => (
        <section key={group.id} className={classes.group} aria-label={`Data of ${group.name}`}>
          <h4>
            {group.name} {group.isExample && <Mark>Example</Mark>}
          </h4>
          <JsonTree
            label={`Data of ${group.name}`}
            value={group.value ?? {}}
            pathText={(path) => dottedPath([...group.root, ...path])}
            onPick={(path) => pick(dottedPath([...group.root, ...path]))}
            open={2}
          />
        </section>
      ))}
    </>
  );
}
