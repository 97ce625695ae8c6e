import * as z from 'zod';
import { parseSpan } from '../time/span.ts';
import { ALLOWED } from './check-shape.ts';

/** A strict object whose refusal of an unknown key names the keys that it takes. */
export function strict<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const allowed = ALLOWED + Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowed : undefined),
  });
}

/** Lower-case words joined by hyphens, dots or slashes: file names, construct ids and execution names stay valid. */
export const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:[-./][a-z0-9]+)*$/, 'an id is lower-case words joined by "-", "." or "/"')
  .max(64);

/** `P30D`, `PT4H`, `-P7D` or `2 business days`. */
export const spanSchema = z
  .string()
  .refine(
    (text) => parseSpan(text) !== undefined,
    'a span is ISO 8601 such as "P7D" or "PT4H", or "2 business days"',
  );

/** What every author's file starts with. `id` equals the file's name. */
export const headerShape = {
  $schema: z.string(),
  id: idSchema,
  owner: z.string().min(1),
  description: z.string().min(1),
};
