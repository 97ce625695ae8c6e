import * as z from 'zod';

const CONTROL = /\p{Cc}/u;

/** Every schema that the OpenAPI document names, so that it stands there once. */
export const SCHEMAS = z.registry<{ id: string }>();

/** Enters a schema under the name that the document gives it. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  SCHEMAS.add(schema, { id });
  return schema;
}

/** RFC 3339 in UTC, as all instants are answered. */
export const instant = named('Instant', z.iso.datetime().describe('RFC 3339 in UTC'));

/** Opaque, from the page before. */
export const cursor = z.string().min(1).max(500);

/** A line that a person writes: no line breaks, and nothing that a terminal would obey. */
export const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !CONTROL.test(text), 'control characters have no place here');

/** Ids are visible ASCII, as signals have them. */
export const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]*$/, 'an id is of visible ASCII');

/** A value as facts and payloads have it. */
export const levelValue = named(
  'Value',
  z.union([
    z.string().max(10_000),
    z.number(),
    z.boolean(),
    z.strictObject({ minor: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) }),
    z.array(z.string().max(200)).max(100),
  ]),
);

/** A list as all lists are answered. */
export function listOf<Item extends z.ZodType>(name: string, item: Item) {
  return named(`${name}List`, z.strictObject({ items: z.array(item), next: z.string().nullable() }));
}

const refused = named(
  'Refused',
  z.strictObject({
    index: z.int().describe('Place in the request, from 0'),
    reason: z.string(),
    detail: z.string(),
  }),
);

export const intakeAnswer = named(
  'IntakeAnswer',
  z
    .strictObject({
      success: z.literal(true),
      accepted: z.int(),
      duplicates: z.int(),
      parked: z.int().describe('Kept until it is known whom it is about'),
      refused: z.array(refused),
    })
    .describe('What is accepted, a duplicate or parked is durable; what is refused is not to be sent again.'),
);

export const problem = named(
  'Problem',
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ at: z.string(), message: z.string() })).optional(),
    refused: z.array(refused).optional(),
  }),
);
