import { z } from 'zod';

/**
 * One outbound event type. `fields` is what its `data` holds between `summary` and `url`; both are added when it is
 * rendered. Strict: a member that the schema does not name never leaves the house.
 */
export type EventDefinition<Type extends string = string, Shape extends z.ZodRawShape = z.ZodRawShape> = {
  type: Type;
  title: string;
  /** One sentence: when it is sent. */
  when: string;
  version: '1';
  fields: z.ZodObject<Shape>;
  /** A whole, valid set of fields: for tests of endpoints, for docs. */
  example: z.input<z.ZodObject<Shape>>;
  /** One sentence for a chat message; cut at 200 characters. */
  summarise: (fields: z.output<z.ZodObject<Shape>>) => string;
  /** Members that may be large: over 64 KiB they become null and are named in `truncated`. */
  large: readonly string[];
};

export type AnyEventDefinition = Omit<EventDefinition, 'fields' | 'example' | 'summarise'> & {
  fields: z.ZodObject;
  example: object;
  // biome-ignore lint/suspicious/noExplicitAny: each type's own fields, which `fields` has checked
  summarise: (fields: any) => string;
};

export function defineEvent<Type extends string, Shape extends z.ZodRawShape>(definition: {
  type: Type;
  title: string;
  when: string;
  fields: Shape;
  example: z.input<z.ZodObject<Shape>>;
  summarise: (fields: z.output<z.ZodObject<Shape>>) => string;
  large?: readonly string[];
}): EventDefinition<Type, Shape> {
  return {
    version: '1',
    ...definition,
    large: definition.large ?? [],
    fields: z.strictObject(definition.fields),
  };
}

/** What was too large for the body and where it can be fetched. */
export const truncatedMember = z.strictObject({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  fetch: z.strictObject({ method: z.literal('GET'), url: z.url() }),
});

/** The whole `data` of a type as it is sent. */
export function dataSchema(definition: AnyEventDefinition): z.ZodObject {
  return z.strictObject({
    summary: z.string().max(200),
    ...definition.fields.shape,
    truncated: z.array(truncatedMember).optional(),
    url: z.url(),
  });
}

/** The sentence of an event, never longer than a chat line takes. */
export function summaryOf(definition: AnyEventDefinition, fields: unknown): string {
  const text = definition.summarise(fields).replace(/\s+/g, ' ').trim();
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
