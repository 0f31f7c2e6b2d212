import { requireNode, withNode } from './apply-node-op.ts';
import { replaceAt, withMember } from './edit-list.ts';
import type { FlowDocument, FlowNode } from './flow.schema.ts';
import type { Applied, FlowOperation } from './flow-operations.ts';
import { OperationRefused } from './operation-refused.ts';

type ConfigOperation = Extract<FlowOperation, { op: 'setField' | 'setOption' | 'setDocumentField' }>;

/** Operations on one value of a node or of the document. */
export function applyConfigOp(document: FlowDocument, op: ConfigOperation): Applied {
  if (op.op === 'setField') return setField(document, op);
  if (op.op === 'setOption') {
    const before = requireNode(document, op.id)[op.option];
    return {
      document: withNode(document, op.id, (node) => withMember(node, op.option, op.value)),
      inverse: [{ op: 'setOption', id: op.id, option: op.option, ...valueMember(before) }],
    };
  }
  const before = document[op.field];
  return {
    document: withMember(document, op.field, op.value),
    inverse: [{ op: 'setDocumentField', field: op.field, ...valueMember(before) }],
  };
}

const valueMember = <Value>(value: Value | undefined): { value?: Value } =>
  value === undefined ? {} : { value };

function setField(document: FlowDocument, op: Extract<ConfigOperation, { op: 'setField' }>): Applied {
  const { config } = requireNode(document, op.id);
  const after = op.path.length === 0 ? (op.value ?? {}) : setAt(config, op.path, op.value, op.id);
  // Where parents had to be made, undoing takes away the outermost of them.
  const made = op.path.findIndex((_, depth) => valueAt(config, op.path.slice(0, depth + 1)) === undefined);
  const path = made === -1 ? op.path : op.path.slice(0, made + 1);
  const inverse: FlowOperation = { op: 'setField', id: op.id, path, ...valueMember(valueAt(config, path)) };
  const withConfig = (node: FlowNode) => ({ ...node, config: after as FlowNode['config'] });
  return { document: withNode(document, op.id, withConfig), inverse: [inverse] };
}

/** The value at a path inside a JSON value, or undefined. Only own members count. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function setAt(value: unknown, [name, ...rest]: readonly string[], to: unknown, id: string): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) {
    const at = Number(name);
    const after =
      Number.isInteger(at) && at >= 0 && at <= value.length ? setAt(value[at], rest, to, id) : undefined;
    // Taking an entry out moves those behind it: that is a change of the list.
    if (after === undefined) throw noField(id, name);
    return at === value.length ? [...value, after] : replaceAt(value, at, after);
  }
  if (value !== undefined && (typeof value !== 'object' || value === null)) throw noField(id, name);
  if (name === '__proto__') throw noField(id, name);
  return withMember(
    (value ?? {}) as object,
    name,
    setAt((value as Record<string, unknown>)?.[name], rest, to, id),
  );
}

function noField(id: string, name: string): OperationRefused {
  return new OperationRefused(
    'no_field',
    `The step \`${id}\` has no place for \`${name}\` there. Set the whole field instead.`,
  );
}
