import { NumberInput } from '@mantine/core';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';

/** An amount of credits, at most three decimals: the ledger counts in thousandths. */
export function CreditsControl({ id, describedBy, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  return (
    <NumberInput
      id={id}
      aria-describedby={describedBy}
      value={typeof value === 'number' ? value : ''}
      suffix=" credits"
      min={0}
      decimalScale={3}
      thousandSeparator=","
      readOnly={readOnly}
      error={issues.length > 0}
      onChange={(next) => onChange(next === '' ? undefined : Number(next))}
    />
  );
}
