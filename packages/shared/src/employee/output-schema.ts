import { z } from 'zod';
import type { DataShape } from '../node/data-shape.ts';

/**
 * What an employee's result must look like. A person declares it with a subset of JSON Schema 2020-12 that every
 * model provider understands; before use the schema is *closed*: no other members, everything required, and what
 * was optional may be null.
 */
export type OutputSchemaIssue = { path: string; code: string; message: string };

export const maxOutputDepth = 5;
export const maxOutputProperties = 100;

/** What a task answers with when its node declares no output. */
export const textOutput: DataShape = {
  type: 'object',
  properties: { text: { type: 'string', description: 'The answer, in plain words.' } },
  required: ['text'],
  additionalProperties: false,
};

const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
const formats = ['date', 'date-time', 'email', 'uri', 'uuid'];
const keywords: Record<string, (value: unknown) => boolean> = {
  type: () => true,
  title: isText,
  description: isText,
  examples: Array.isArray,
  properties: isRecord,
  required: (value) => Array.isArray(value) && value.every(isText),
  additionalProperties: (value) => value === false,
  items: isRecord,
  enum: (value) => Array.isArray(value) && value.length > 0 && value.every(isScalar),
  const: isScalar,
  format: (value) => isText(value) && formats.includes(value),
  minimum: Number.isFinite,
  maximum: Number.isFinite,
  exclusiveMinimum: Number.isFinite,
  exclusiveMaximum: Number.isFinite,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  anyOf: Array.isArray,
};

/**
 * What keeps a schema from being used as an employee's output. `path` leads into the schema
 * (`properties.lines.items`); an empty list means that `zodOfOutput` takes it. Null and undefined are fine.
 */
export function outputSchemaIssues(schema: unknown): OutputSchemaIssue[] {
  if (schema === null || schema === undefined) return [];
  const walk: Walk = { issues: [], properties: 0 };
  if (!isRecord(schema)) {
    add(
      walk,
      '',
      'output_not_schema',
      'The output must be a JSON Schema object, such as { "type": "object" }.',
    );
    return walk.issues;
  }
  if (isEmptyOutput(schema)) return [];
  if (schema.type !== 'object')
    add(
      walk,
      'type',
      'output_root',
      'The output itself must have the type "object". Put a list into a property.',
    );
  visit(walk, schema as DataShape, '', 1);
  if (walk.properties > maxOutputProperties)
    add(
      walk,
      '',
      'output_too_many',
      `The output has ${walk.properties} properties; at most ${maxOutputProperties} work.`,
    );
  return walk.issues;
}

type Walk = { issues: OutputSchemaIssue[]; properties: number };

function add(walk: Walk, path: string, code: string, message: string): void {
  walk.issues.push({ path, code, message });
}

function visit(walk: Walk, schema: DataShape, path: string, depth: number): void {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (depth > maxOutputDepth) {
    add(
      walk,
      path,
      'output_too_deep',
      `The output is nested deeper than ${maxOutputDepth} levels. Flatten it.`,
    );
    return;
  }
  visitKeywords(walk, schema, at);
  const inner = nullableOf(schema);
  if (schema.anyOf && inner === undefined)
    add(
      walk,
      at('anyOf'),
      'output_keyword',
      '"anyOf" may only say "this or null". Use an enum, or optional properties.',
    );
  if (inner) visit(walk, inner, at(`anyOf.${schema.anyOf?.indexOf(inner)}`), depth);
  else visitType(walk, schema, at);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    walk.properties += 1;
    if (isRecord(property)) visit(walk, property, at(`properties.${name}`), depth + 1);
    else add(walk, at(`properties.${name}`), 'output_not_schema', `"${name}" must be a schema object.`);
  }
  if (isRecord(schema.items)) visit(walk, schema.items as DataShape, at('items'), depth + 1);
}

function visitKeywords(walk: Walk, schema: DataShape, at: (name: string) => string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const fits = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (!fits)
      add(
        walk,
        at(keyword),
        'output_keyword',
        `"${keyword}" is not available in an employee's output. Remove it.`,
      );
    else if (!fits(value))
      add(walk, at(keyword), 'output_value', `"${keyword}" has a value that does not fit.`);
  }
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(schema.properties ?? {}, name))
      add(
        walk,
        at('required'),
        'output_required',
        `"required" names "${name}", which is not among the properties.`,
      );
}

function visitType(walk: Walk, schema: DataShape, at: (name: string) => string): void {
  const named = typesOf(schema);
  const real = named.filter((type) => type !== 'null');
  if (named.some((type) => !types.includes(type)))
    add(walk, at('type'), 'output_type', `"type" must be one of ${types.join(', ')}.`);
  else if (real.length > 1)
    add(
      walk,
      at('type'),
      'output_type',
      'One type, or one type and "null". Several types in one place confuse models.',
    );
  else if (named.length === 0 && schema.enum === undefined && schema.const === undefined)
    add(walk, at('type'), 'output_type', 'Say the type, or list the allowed values with "enum".');
  if (real[0] === 'array' && !isRecord(schema.items))
    add(walk, at('items'), 'output_items', 'A list needs "items": what one entry looks like.');
}

/** The closed form: what models are shown and what answers are checked against. Expects a schema without issues. */
export function closeOutputSchema(schema: DataShape | null | undefined): DataShape {
  return isEmptyOutput(schema) ? textOutput : close(schema as DataShape, false);
}

function close(schema: DataShape, nullable: boolean): DataShape {
  const inner = nullableOf(schema);
  if (inner) return close({ ...annotations(schema), ...inner }, true);
  const closed: Record<string, unknown> = { ...schema };
  if (schema.properties) {
    const required = schema.required;
    closed.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        close(property, required !== undefined && !required.includes(name)),
      ]),
    );
    closed.required = Object.keys(schema.properties);
  }
  if (typesOf(schema).includes('object')) {
    closed.properties ??= {};
    closed.required ??= [];
    closed.additionalProperties = false;
  }
  if (schema.items) closed.items = close(schema.items, false);
  return nullable ? withNull(closed as DataShape) : (closed as DataShape);
}

function withNull(schema: DataShape): DataShape {
  const more: Record<string, unknown> = { ...schema };
  if (schema.type !== undefined) more.type = [...new Set([...typesOf(schema), 'null'])];
  if (schema.enum && !schema.enum.includes(null)) more.enum = [...schema.enum, null];
  if (schema.const !== undefined && schema.const !== null) {
    more.enum = [schema.const, null];
    delete more.const;
  }
  return more as DataShape;
}

/** The check for an answer. Throws on a schema that has issues. */
export function zodOfOutput(schema: DataShape | null | undefined): z.ZodType {
  return zodOfShape(closeOutputSchema(schema));
}

/** The check for a schema that is closed already, such as the parameters of a tool, which may be none. */
export function zodOfShape(closed: DataShape): z.ZodType {
  return z.fromJSONSchema(closed as Parameters<typeof z.fromJSONSchema>[0]);
}

/** `type` as a list; empty where none is said. */
export function typesOf(schema: DataShape): string[] {
  if (schema.type === undefined) return [];
  return typeof schema.type === 'string' ? [schema.type] : [...schema.type];
}

/** The schema of "this or null", written as `anyOf`. */
function nullableOf(schema: DataShape): DataShape | undefined {
  if (!Array.isArray(schema.anyOf) || schema.anyOf.length !== 2) return undefined;
  const isNull = (part: DataShape) => isRecord(part) && part.type === 'null';
  return schema.anyOf.some(isNull) ? schema.anyOf.find((part) => !isNull(part)) : undefined;
}

function isEmptyOutput(schema: unknown): boolean {
  if (!isRecord(schema)) return true;
  const { properties } = schema;
  const bare = schema.type === undefined || schema.type === 'object';
  return (
    bare && !schema.enum && !schema.anyOf && (!isRecord(properties) || Object.keys(properties).length === 0)
  );
}

function annotations(schema: DataShape): DataShape {
  const { title, description } = schema;
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
