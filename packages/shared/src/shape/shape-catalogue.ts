import { z } from 'zod';
import type { DataShape } from '../node/data-shape.ts';
import { build } from './build.schema.ts';
import { lead } from './lead.schema.ts';
import { order } from './order.schema.ts';
import { ticket } from './ticket.schema.ts';

/** The shapes by their name, which is also their member of `trigger`. */
export const shapes = { order, build, ticket, lead } as const;
export type ShapeName = keyof typeof shapes;
export type ShapeOf<Name extends ShapeName> = z.output<(typeof shapes)[Name]>;
export const shapeNames = Object.keys(shapes) as readonly ShapeName[];

const asDataShape = new Map<ShapeName, DataShape>();

/** A shape as JSON Schema 2020-12, for mapping, autocomplete and `GET /sources/shapes/{name}`. */
export function shapeAsData(name: ShapeName): DataShape {
  const known = asDataShape.get(name);
  if (known) return known;
  const made = z.toJSONSchema(shapes[name], { target: 'draft-2020-12' }) as DataShape;
  asDataShape.set(name, made);
  return made;
}
