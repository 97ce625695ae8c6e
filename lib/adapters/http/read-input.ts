import type * as z from 'zod';
import { HttpProblem } from './problem.ts';
import { decodes } from './request-target.ts';

const MOST_ERRORS = 20;
/** What may be repeated in an answer: a field's name, and nothing that could be somebody's address. */
const FIELD_NAME = /^[A-Za-z_][\w-]{0,40}$/;

/** The query by its schema. Every parameter is known, and there once; the number among them is `limit`. */
export function readQuery<Schema extends z.ZodObject>(
  schema: Schema | undefined,
  url: string,
): z.output<Schema> | Record<string, never> {
  const at = url.indexOf('?');
  const text = at === -1 ? '' : url.slice(at + 1);
  if (!decodes(text)) throw wrongQuery('a percent sign is no UTF-8 in hex');
  const known = Object.keys(schema?.shape ?? {});
  const given: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (!known.includes(name)) {
      const allowed = known.length === 0 ? 'there are none here' : `allowed: ${known.join(', ')}`;
      throw wrongQuery(`an unknown parameter (${allowed})`);
    }
    if (Object.hasOwn(given, name)) throw wrongQuery(`"${name}" stands here twice`);
    given[name] = name === 'limit' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  }
  if (schema === undefined) return {};
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw wrongQuery('see "errors"', errorsOf(parsed.error));
}

/** A body by its schema. */
export function checkBody<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new HttpProblem('invalid', 'the body is not what is expected here, see "errors"', {
    members: { errors: errorsOf(parsed.error) },
  });
}

type Errors = readonly { readonly at: string; readonly message: string }[];

function errorsOf(error: z.ZodError): Errors {
  return error.issues.slice(0, MOST_ERRORS).map((issue) => ({
    at: `/${issue.path.map(shown).join('/')}`,
    message:
      issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.map(shown).join(', ')}` : issue.message,
  }));
}

function shown(key: PropertyKey): string {
  return typeof key === 'number' || FIELD_NAME.test(String(key)) ? String(key) : '…';
}

function wrongQuery(detail: string, errors?: Errors): HttpProblem {
  return new HttpProblem('wrong-query', detail, errors === undefined ? {} : { members: { errors } });
}
