import type { NamedField } from '@sista/shared/node/field';
import { z } from 'zod';

export type Option = { value: string; label: string; help?: string };

/** What a `choice` or `choices` field offers: its own words, else the values of its schema. */
export function optionsOf({ meta, schema }: NamedField): Option[] {
  if (meta.options) return [...meta.options];
  return valuesOf(schema).map((value) => ({ value, label: value.replaceAll('-', ' ') }));
}

function valuesOf(schema: unknown): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(valuesOf);
  if (schema instanceof z.ZodArray) return valuesOf(schema.element);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return valuesOf(schema.unwrap());
  return [];
}

/** The value that a field has without being set; undefined where there is none. */
export function defaultOf({ schema }: NamedField): unknown {
  const parsed = schema.safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}
