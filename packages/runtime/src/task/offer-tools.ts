import type { DataShape } from '@sista/shared/node/data-shape';
import { effectOfTool } from '@sista/shared/tool/define-tool';
import type { ToolGrant } from '@sista/shared/tool/tool.schema';
import { toolDefinitions } from '@sista/shared/tools';
import type { FoundTool } from '../employee/find-employee.ts';
import type { OfferedTool } from './journal.types.ts';
import { internalToolId } from './tool-drift.ts';

/**
 * The tools that a model is shown: what the team has, the employee was granted and the node left in, without those
 * that are off and without pinned arguments. Reads come first.
 */
export function offerTools(
  team: readonly FoundTool[],
  grants: readonly ToolGrant[],
  wanted: readonly string[] | null,
  inputIsTrimmed: boolean,
): OfferedTool[] {
  const offered: OfferedTool[] = [];
  for (const grant of grants) {
    const tool = team.find(({ name }) => name === grant.name);
    if (!tool || (wanted !== null && !wanted.includes(grant.name))) continue;
    if (tool.body.policy === 'off' || grant.policy === 'off') continue;
    const bound = bind(tool, grant);
    if (bound) offered.push(bound);
  }
  if (inputIsTrimmed && !offered.some(({ name }) => name === 'read_payload')) offered.push(readPayload());
  return [
    ...offered.filter(({ effect }) => effect === 'read'),
    ...offered.filter(({ effect }) => effect !== 'read'),
  ];
}

/** Undefined where the implementation is unknown or its settings are broken: such a tool is not offered. */
function bind({ id, name, version, body }: FoundTool, grant: ToolGrant): OfferedTool | undefined {
  const definition = Object.hasOwn(toolDefinitions, body.implementation)
    ? toolDefinitions[body.implementation]
    : undefined;
  const settings = definition?.settings.safeParse(body.settings);
  if (!definition || !settings?.success) return undefined;
  const allowed = new Set(definition.pinnable(settings.data));
  const pinned = Object.fromEntries(
    // What a team pinned cannot be pinned to something else by an employee: permissions only narrow.
    Object.entries({ ...grant.pinned, ...body.pinned }).filter(([argument]) => allowed.has(argument)),
  );
  return {
    id,
    name,
    version,
    body,
    grant,
    pinned,
    effect: effectOfTool(definition, settings.data),
    policy: null,
    parameters: withoutPinned(definition.parameters(settings.data), pinned),
  };
}

function withoutPinned(parameters: DataShape, pinned: Readonly<Record<string, string>>): DataShape {
  const properties = Object.fromEntries(
    Object.entries(parameters.properties ?? {}).filter(([name]) => !Object.hasOwn(pinned, name)),
  );
  return { ...parameters, properties, required: Object.keys(properties) };
}

function readPayload(): OfferedTool {
  const body: OfferedTool['body'] = {
    name: 'read_payload',
    description: "Reads a part of the task's data that was shortened in the message.",
    implementation: 'read-payload',
    settings: {},
    pinned: {},
    limits: {},
  };
  const bound = bind({ id: internalToolId, name: body.name, version: 1, body }, { name: body.name });
  if (!bound) throw new Error('the tool read-payload is not registered');
  return bound;
}
