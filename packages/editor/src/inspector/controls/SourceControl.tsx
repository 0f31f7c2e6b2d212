import { nodeDefinitions } from '@sista/shared/nodes';
import type { SourceDefinition } from '@sista/shared/source/define-source';
import { sources } from '@sista/shared/sources';
import { CatalogueIcon } from '../../ui/catalogue-icons.tsx';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** Who sends: the senders that fit this trigger, and what to do at the chosen one. */
export function SourceControl({ labelId, value, onChange }: ControlProps) {
  const { node, readOnly } = useInspector();
  const shape = nodeDefinitions[node.type]?.trigger?.shape;
  const fitting = Object.values(sources).filter((source) => !shape || source.shapes.includes(shape));
  const chosen = typeof value === 'string' ? value : 'generic';
  const current = fitting.find((source) => source.id === chosen);
  return (
    <div className={classes.stack}>
      <div role="radiogroup" aria-labelledby={labelId} className={classes.cards}>
        {fitting.map((source) => (
          // biome-ignore lint/a11y/useSemanticElements: a card with icon and sentence, which an input cannot hold
          <button
            key={source.id}
            type="button"
            role="radio"
            aria-checked={source.id === chosen}
            className={classes.card}
            title={source.summary}
            disabled={readOnly}
            onClick={() => onChange(source.id)}
          >
            <CatalogueIcon name={source.icon} size={17} />
            {source.label}
          </button>
        ))}
      </div>
      {current && <Setup source={current} />}
    </div>
  );
}

function Setup({ source }: { source: SourceDefinition }) {
  const { ingressUrl } = useInspector();
  if (source.setup.length === 0) return null;
  return (
    <ol className={classes.steps}>
      {source.setup.map((sentence) => (
        <li key={sentence}>{sentence.replaceAll('{url}', ingressUrl ?? 'the address of this flow')}</li>
      ))}
    </ol>
  );
}
