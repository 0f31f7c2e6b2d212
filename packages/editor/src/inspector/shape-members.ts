import type { DataShape } from '@sista/shared/node/data-shape';

export const memberKinds = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'yes-no', label: 'Yes or no' },
  { value: 'one-of', label: 'One of…' },
  { value: 'texts', label: 'List of texts' },
  { value: 'object', label: 'Fields' },
  { value: 'objects', label: 'List of fields' },
] as const;

/** One row of the form that edits a shape. `rest` holds what the row cannot show, such as a description. */
export type Member = {
  name: string;
  kind: (typeof memberKinds)[number]['value'];
  options: string[];
  members: Member[];
  rest: DataShape;
};

/** The rows of a stored schema; undefined where it says more than rows can, and is edited as JSON. */
export function membersOf(value: unknown): Member[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { properties, type } = value as DataShape;
  if (type !== 'object' && Object.keys(value).length > 0) return undefined;
  const members: Member[] = [];
  for (const [name, shape] of Object.entries(properties ?? {})) {
    const member = memberOf(name, shape);
    if (!member) return undefined;
    members.push(member);
  }
  return members;
}

function memberOf(name: string, shape: DataShape): Member | undefined {
  const {
    type,
    enum: values,
    properties,
    items,
    required: _required,
    additionalProperties: _closed,
    ...rest
  } = shape;
  const member = { name, options: [], members: [], rest };
  if (values)
    return values.every((each) => typeof each === 'string')
      ? { ...member, kind: 'one-of', options: [...values] as string[] }
      : undefined;
  if (type === 'string' && rest.format === undefined) return { ...member, kind: 'text' };
  if (type === 'number' || type === 'integer') return { ...member, kind: 'number', rest: { ...rest, type } };
  if (type === 'boolean') return { ...member, kind: 'yes-no' };
  if (type === 'object')
    return withMembers(member, 'object', { type, ...(properties ? { properties } : {}) });
  if (type !== 'array' || !items) return undefined;
  if (items.type === 'string' && !items.enum) return { ...member, kind: 'texts' };
  return items.type === 'object' ? withMembers(member, 'objects', items) : undefined;
}

function withMembers(
  member: Omit<Member, 'kind'>,
  kind: 'object' | 'objects',
  shape: DataShape,
): Member | undefined {
  const members = membersOf(shape);
  return members && { ...member, kind, members };
}

/** The schema of rows: every field that has a name is required, so that the next steps can rely on it. */
export function shapeOfMembers(members: readonly Member[]): DataShape | undefined {
  if (members.length === 0) return undefined;
  const properties = Object.fromEntries(members.map((member) => [member.name, shapeOfMember(member)]));
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function shapeOfMember({ kind, options, members, rest }: Member): DataShape {
  switch (kind) {
    case 'number':
      return { type: 'number', ...rest };
    case 'yes-no':
      return { type: 'boolean', ...rest };
    case 'one-of':
      return { ...rest, enum: options };
    case 'texts':
      return { type: 'array', items: { type: 'string' }, ...rest };
    case 'object':
      return { ...rest, ...(shapeOfMembers(members) ?? { type: 'object' }) };
    case 'objects':
      return { ...rest, type: 'array', items: shapeOfMembers(members) ?? { type: 'object' } };
    default:
      return { type: 'string', ...rest };
  }
}
