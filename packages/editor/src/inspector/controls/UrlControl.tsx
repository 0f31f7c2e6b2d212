import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/trpc.ts';
import type { ControlProps } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** An address to send to. While there is none, the own request inbox is one click away. */
export function UrlControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const bins = useQuery(trpc.bin.list.queryOptions());
  const text = typeof value === 'string' ? value : '';
  const bin = bins.data?.data[0];
  return (
    <div className={classes.stack}>
      <ExpressionInput
        id={id}
        label={field.meta.label}
        describedBy={describedBy}
        value={text}
        placeholder={field.meta.placeholder ?? 'https://example.com/hook'}
        invalid={issues.length > 0}
        onChange={onChange}
      />
      {text === '' && bin && !readOnly && (
        <button type="button" className={classes.suggestion} onClick={() => onChange(bin.url)}>
          Use the request inbox of this workspace
        </button>
      )}
    </div>
  );
}
