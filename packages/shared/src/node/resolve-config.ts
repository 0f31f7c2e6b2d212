import type { z } from 'zod';
import { type EvaluateOptions, resolveDeep } from '../expression/evaluate-expression.ts';
import { ExpressionError } from '../expression/expression-error.ts';
import type { AnyNodeDefinition } from './define-node.ts';
import { fieldsOf } from './field.ts';
import { plainMessage } from './plain-message.ts';

export type ResolvedConfig =
  | { ok: true; config: unknown }
  /** `path` is inside the config. */
  | {
      ok: false;
      code: 'expression_invalid' | 'expression_failed' | 'expression_timeout' | 'config_invalid';
      path: string;
      message: string;
    };

/**
 * The config that an executor gets: templates of bindable fields evaluated in `scope`, then read by the schema. A
 * field whose expression finds nothing counts as not set, so its default or `optional` applies; deeper inside a
 * field nothing becomes null. Fields with `resolve: false` stay as written.
 */
export async function resolveConfig(
  definition: AnyNodeDefinition,
  stored: Readonly<Record<string, unknown>>,
  scope: object,
  options: EvaluateOptions,
): Promise<ResolvedConfig> {
  const resolved: Record<string, unknown> = { ...stored };
  for (const { name, meta } of fieldsOf(definition.config)) {
    if (!meta.bindable || meta.resolve === false || !(name in stored)) continue;
    try {
      const value = await resolveDeep(stored[name], scope, { ...options, seed: `${options.seed}.${name}` });
      if (value === undefined) delete resolved[name];
      else resolved[name] = value;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { ok: false, code: error.code, path: name, message: `${meta.label}: ${error.message}` };
    }
  }
  const parsed = definition.config.safeParse(resolved, {
    error: plainMessage,
  }) as z.ZodSafeParseResult<unknown>;
  if (parsed.success) return { ok: true, config: parsed.data };
  return { ok: false, code: 'config_invalid', ...configProblem(definition, resolved, parsed.error) };
}

function configProblem(definition: AnyNodeDefinition, resolved: Record<string, unknown>, error: z.ZodError) {
  const [issue] = error.issues;
  const field = String(issue?.path[0] ?? '');
  const label = fieldsOf(definition.config).find(({ name }) => name === field)?.meta.label ?? field;
  const message =
    resolved[field] === undefined ? 'is missing. Its expression found nothing here.' : issue?.message;
  const text = resolved[field] === undefined ? `${label} ${message}` : `${label}: ${message}`;
  return { path: issue?.path.join('.') ?? '', message: text };
}
