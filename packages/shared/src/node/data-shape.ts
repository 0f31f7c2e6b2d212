/**
 * The declared shape of data: a subset of JSON Schema 2020-12, enough for mapping, autocomplete and issues.
 * `additionalProperties: false` marks a closed shape: a member that is not listed is an error, not a surprise.
 */
export type DataShape = {
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null' | readonly string[];
  title?: string;
  description?: string;
  properties?: Readonly<Record<string, DataShape>>;
  required?: readonly string[];
  items?: DataShape;
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  anyOf?: readonly DataShape[];
  additionalProperties?: boolean | DataShape;
  [more: string]: unknown;
};

/** Data whose shape is not known before it arrives. */
export const anyShape: DataShape = {};
