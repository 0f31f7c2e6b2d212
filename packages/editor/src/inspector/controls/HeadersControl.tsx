import type { ControlProps } from '../control-props.ts';
import { PairRows } from './PairRows.tsx';

/** Headers of a request; a value is always text. */
export function HeadersControl(props: ControlProps) {
  return (
    <PairRows
      {...props}
      nameLabel="Header"
      namePlaceholder="X-Name"
      addWords="Add a header"
      toText={(value) => (typeof value === 'string' ? value : value === null ? '' : String(value))}
      toValue={(text) => text}
    />
  );
}
