import { typesOf } from '@sista/shared/employee/output-schema';
import type { DataShape } from '@sista/shared/node/data-shape';
import type { SandboxExample } from '@sista/shared/role/define-role';
import { fitsLength, labelled } from './fill-schema.ts';

/** Fills the `{{ … }}` of a text from a scope; a text that is one expression gives its value. Throws on a mistake. */
export type EvaluateTemplate = (
  template: string,
  scope: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** What the expressions of a script see. */
export type ScriptScope = { input: unknown; tools: Readonly<Record<string, unknown>> };

/** The first example whose `when` holds. One whose condition cannot be evaluated does not hold. */
export async function chooseExample(
  examples: readonly SandboxExample[],
  scope: ScriptScope,
  evaluate: EvaluateTemplate,
): Promise<SandboxExample | undefined> {
  for (const example of examples) {
    if (example.when === undefined) return example;
    if (await resolves(evaluate, `{{ $boolean(${example.when}) }}`, scope).then((value) => value === true))
      return example;
  }
  return undefined;
}

/** The value with every text in it filled in; undefined where an expression fails. */
export async function resolveDeep(
  value: unknown,
  scope: ScriptScope,
  evaluate: EvaluateTemplate,
): Promise<unknown> {
  if (typeof value === 'string') return value.includes('{{') ? resolves(evaluate, value, scope) : value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => resolveDeep(item, scope, evaluate)));
  if (typeof value !== 'object' || value === null) return value;
  const members = await Promise.all(
    Object.entries(value).map(
      async ([name, item]) => [name, await resolveDeep(item, scope, evaluate)] as const,
    ),
  );
  return Object.fromEntries(members);
}

async function resolves(evaluate: EvaluateTemplate, template: string, scope: ScriptScope): Promise<unknown> {
  try {
    return await evaluate(template, scope);
  } catch {
    return undefined;
  }
}

/**
 * Labels the prose in a value that a script gave: texts with a space that do not stand in the data, so that what was
 * copied stays as it is.
 */
export function labelProse(value: unknown, schema: DataShape, data: string): unknown {
  if (Array.isArray(value)) return value.map((item) => labelProse(item, schema.items ?? {}, data));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        labelProse(item, schema.properties?.[name] ?? {}, data),
      ]),
    );
  const fixed = schema.enum !== undefined || schema.const !== undefined || schema.format !== undefined;
  if (typeof value !== 'string' || fixed || !value.includes(' ') || !typesOf(schema).includes('string'))
    return value;
  if (data.includes(JSON.stringify(value).slice(1, -1)) && fitsLength(value, schema)) return value;
  return labelled(value, schema);
}
