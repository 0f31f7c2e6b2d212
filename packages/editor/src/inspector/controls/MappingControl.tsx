import type { ControlProps } from '../control-props.ts';
import { textOfValue, valueOfText } from '../stored-text.ts';
import { PairRows } from './PairRows.tsx';

/** Names for values: text, a number, JSON, or an expression. */
export function MappingControl(props: ControlProps) {
  return (
    <PairRows
      {...props}
      nameLabel="Name"
      namePlaceholder="name"
      addWords="Add a value"
      toText={textOfValue}
      toValue={valueOfText}
    />
  );
}
