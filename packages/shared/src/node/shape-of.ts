import { splitTemplate } from '../expression/split-template.ts';
import { isRecord, isTemplate } from './config-pieces.ts';
import type { DataShape } from './data-shape.ts';

/**
 * The shape of an example or of templated JSON. A text with `{{ … }}` may become anything when it is one
 * expression and nothing else; objects are closed, since all their members are written here.
 */
export function shapeOf(value: unknown): DataShape {
  if (isTemplate(value)) return isOneExpression(value as string) ? {} : { type: 'string' };
  if (Array.isArray(value)) return listShape(value);
  if (isRecord(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return {
      type: 'object',
      properties: Object.fromEntries(members.map(([name, member]) => [name, shapeOf(member)])),
      additionalProperties: false,
    };
  }
  if (value === null || value === undefined) return {};
  return { type: typeof value as 'string' | 'number' | 'boolean' };
}

function listShape(list: readonly unknown[]): DataShape {
  const shapes = new Map(list.map((item) => [JSON.stringify(shapeOf(item)), shapeOf(item)]));
  if (shapes.size === 0) return { type: 'array' };
  const [only, ...others] = shapes.values();
  return {
    type: 'array',
    items: others.length === 0 ? (only as DataShape) : { anyOf: [...shapes.values()] },
  };
}

/** `{{ a }}`, and not `{{ a }} and {{ b }}`, whose value is a text. */
export function isOneExpression(text: string): boolean {
  const { parts, unclosedAt } = splitTemplate(text);
  return unclosedAt === undefined && parts.length === 1 && parts[0]?.kind === 'expression';
}

/** A value that fits a shape, for previews before anything ran. */
export function sampleOf(shape: DataShape): unknown {
  if ('const' in shape) return shape.const;
  if (shape.enum && shape.enum.length > 0) return shape.enum[0];
  if (shape.anyOf && shape.anyOf.length > 0) return sampleOf(shape.anyOf[0] as DataShape);
  const type = typeof shape.type === 'object' ? shape.type[0] : shape.type;
  if (type === 'object') return sampleObject(shape);
  if (type === 'array') return shape.items ? sampleList(shape, shape.items) : [];
  if (type === 'integer' || type === 'number') return sampleNumber(shape);
  if (type === 'boolean') return true;
  return type === 'string' ? sampleText(shape) : null;
}

function sampleObject(shape: DataShape): Record<string, unknown> {
  const members = Object.entries(shape.properties ?? {});
  return Object.fromEntries(members.map(([name, member]) => [name, sampleOf(member)]));
}

function sampleList(shape: DataShape, items: DataShape): unknown[] {
  const count = Math.max(1, numberIn(shape, 'minItems') ?? 1);
  return Array.from({ length: count }, () => sampleOf(items));
}

function sampleNumber(shape: DataShape): number {
  const above = numberIn(shape, 'exclusiveMinimum');
  const least = numberIn(shape, 'minimum') ?? (above === undefined ? undefined : above + 1);
  const most = numberIn(shape, 'maximum');
  if (least !== undefined) return least;
  return most !== undefined && most < 1 ? most : 1;
}

const sampleFormats: Readonly<Record<string, string>> = {
  date: '2026-11-23',
  'date-time': '2026-11-23T09:00:00.000Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '0190a5c4-0000-7000-8000-000000000000',
};

function sampleText(shape: DataShape): string {
  const formatted = sampleFormats[shape.format ?? ''];
  if (formatted !== undefined) return formatted;
  const least = numberIn(shape, 'minLength') ?? 0;
  return 'text'.padEnd(least, '.').slice(0, numberIn(shape, 'maxLength') ?? Math.max(4, least));
}

function numberIn(shape: DataShape, keyword: string): number | undefined {
  const value = shape[keyword];
  return typeof value === 'number' ? value : undefined;
}
