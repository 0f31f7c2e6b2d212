import { z } from 'zod';
import type { ControlName } from './controls.ts';

/** What the form needs to know about one config value. Forms are data: the editor renders them from this. */
export type FieldMeta = {
  label: string;
  control: ControlName;
  help?: string;
  placeholder?: string;
  /** May hold `{{ … }}`, at any depth. A string that is exactly one expression gives its value, not text. */
  bindable?: boolean;
  /** `false`: the executor gets the text as written and resolves it itself (an employee's instructions). */
  resolve?: boolean;
  /** With `resolve: false`, of a loop: read at the end of each item, with `item`, `index` and the steps of its body. */
  perItem?: boolean;
  /** Fields without a section stand on top; `advanced` folds away. */
  section?: 'advanced';
  showWhen?: { field: string; is: readonly unknown[] };
  /** For `choice` and `choices`; without it the values of the enum are shown as they are. */
  options?: readonly { value: string; label: string; help?: string }[];
  /** For `credential`: the types that fit. */
  credentialTypes?: readonly string[];
};

export const fieldRegistry = z.registry<FieldMeta>();

/** A config value with its form: `field(z.string(), { label: 'Subject', control: 'text', bindable: true })`. */
export function field<Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema {
  // On a copy: a schema that several fields share must not end up with the form of the last one.
  const own = schema.clone();
  fieldRegistry.add(own as z.ZodType, meta);
  return own;
}

export type NamedField = { name: string; meta: FieldMeta; schema: z.ZodType };

/** The fields of a config object in the order they were written. A member without `field` has no form. */
export function fieldsOf(config: z.ZodType): NamedField[] {
  if (!(config instanceof z.ZodObject)) return [];
  const found: NamedField[] = [];
  for (const [name, schema] of Object.entries(config.shape as Record<string, z.ZodType>)) {
    const meta = fieldRegistry.get(schema);
    if (meta) found.push({ name, meta, schema });
  }
  return found;
}
