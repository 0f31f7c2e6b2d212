import { z } from 'zod';
import { closestName } from '../flow/closest-name.ts';
import { isRecord, isTemplate } from './config-pieces.ts';
import type { AnyNodeDefinition, ConfigIssue } from './define-node.ts';
import { fieldsOf, type NamedField } from './field.ts';
import { plainMessage } from './plain-message.ts';

/**
 * What is wrong with a stored config, as its schema and its definition see it. A value that holds {{ … }} is not
 * judged by the schema, since nobody knows yet what it will be. Paths are inside the config: `headers.X-Shop`.
 */
export function configIssues(definition: AnyNodeDefinition, config: Record<string, unknown>): ConfigIssue[] {
  const fields = new Map(fieldsOf(definition.config).map((field) => [field.name, field]));
  const issues = [
    ...schemaIssues(definition.config, config, fields),
    ...unknownMembers(definition, config),
    ...definition.issues(config),
    ...bracesOutOfPlace(config, fields),
  ];
  // The definition may say in its own words what the schema has said already.
  const seen = new Set<string>();
  return issues.filter(
    ({ path, message }) => !seen.has(`${path} ${message}`) && seen.add(`${path} ${message}`),
  );
}

function schemaIssues(
  schema: z.ZodType,
  config: Record<string, unknown>,
  fields: ReadonlyMap<string, NamedField>,
): ConfigIssue[] {
  const parsed = schema.safeParse(config, { error: plainMessage });
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue): ConfigIssue[] => {
    const field = fields.get(String(issue.path[0] ?? ''));
    const value = valueAt(config, issue.path);
    const unknownYet = field?.meta.bindable === true && issue.code !== 'invalid_key' && holdsTemplate(value);
    if (unknownYet) return [];
    const missing = value === undefined && issue.path.length === 1;
    const message = missing ? `${field?.meta.label ?? String(issue.path[0])} is missing.` : issue.message;
    return [{ path: issue.path.join('.'), code: missing ? 'missing' : issue.code, message }];
  });
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<PropertyKey, unknown> | undefined | null)?.[name],
    config,
  );
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isTemplate(value);
  return Object.values(value).some(holdsTemplate);
}

function unknownMembers(definition: AnyNodeDefinition, config: Record<string, unknown>): ConfigIssue[] {
  if (!(definition.config instanceof z.ZodObject) || definition.config.def.catchall) return [];
  const names = Object.keys(definition.config.shape);
  return Object.keys(config)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = closestName(name, names);
      const advice = meant === undefined ? 'Remove it.' : `Use \`${meant}\`?`;
      return {
        level: 'warning',
        path: name,
        code: 'unknown_field',
        message: `${definition.title} has no field \`${name}\`. ${advice}`,
      };
    });
}

/** Text fields that take no expressions, with braces in them: they would be sent as they are. */
function bracesOutOfPlace(
  config: Record<string, unknown>,
  fields: ReadonlyMap<string, NamedField>,
): ConfigIssue[] {
  return [...fields.values()]
    .filter(({ name, meta }) => meta.bindable !== true && isTemplate(config[name]))
    .map(({ name, meta }) => ({
      level: 'warning',
      path: name,
      code: 'not_bindable',
      message: `${meta.label} takes no expressions: what stands between {{ and }} is used as it is written.`,
    }));
}

/** The fields whose templates are evaluated before the step starts, or by its executor. */
export function bindableMembers(
  definition: AnyNodeDefinition,
  config: unknown,
): { name: string; value: unknown; perItem: boolean }[] {
  if (!isRecord(config)) return [];
  const bindable = fieldsOf(definition.config).filter(({ name, meta }) => meta.bindable && name in config);
  return bindable.map(({ name, meta }) => ({ name, value: config[name], perItem: meta.perItem === true }));
}
