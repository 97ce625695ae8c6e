import type * as z from 'zod';
import type { Actor, Role } from '../../app/ports/access-tokens.ts';
import type { Product } from '../../app/product/product.ts';
import type { Answer } from './answer-headers.ts';
import type { HttpLimits } from './http-options.ts';
import { readJsonBody } from './read-body.ts';
import { checkBody, readQuery } from './read-input.ts';

/** Who may ask. `open` is anybody; of `signature` the connector that is asked is the judge. */
export type Access = 'open' | 'write-key' | 'signature' | Role;

/** A request that was let in. */
export interface Incoming {
  readonly product: Product;
  readonly limits: HttpLimits;
  readonly request: Request;
  /** Whose token it is; undefined where none is asked for. */
  readonly actor: Actor | undefined;
  /** A part of the path, decoded. */
  param(name: string): string;
  /** For bodies that may hold the write key: lets in, or throws. Nothing to do when the header field held it. */
  admitWriteKey(key: unknown): void;
}

/** One body as the OpenAPI document tells of it. */
export interface BodyDoc {
  readonly mediaType: string;
  readonly schema: z.ZodType;
  readonly examples: Readonly<Record<string, unknown>>;
}

/** One good answer as the document tells of it. Without a schema it is a page. */
export interface AnswerDoc {
  readonly mediaType: string;
  readonly schema: z.ZodType | undefined;
  readonly description: string;
}

export interface ParameterDoc {
  readonly description: string;
  readonly example: string;
}

/** One line of the route table: all of registration, validation, and documentation comes from it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Hono's pattern, which is also what `onRequest` is told: `/api/tasks/:id`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly params: Readonly<Record<string, ParameterDoc>>;
  readonly query: z.ZodObject | undefined;
  readonly bodies: readonly BodyDoc[];
  readonly bodyRequired: boolean;
  readonly answers: readonly AnswerDoc[];
  serve(incoming: Incoming): Promise<Answer>;
}

interface ApiCall<Query, Body> {
  readonly product: Product;
  readonly by: Actor;
  readonly query: Query;
  readonly body: Body;
  param(name: string): string;
}

interface ApiRoute<Query extends z.ZodObject, Body extends z.ZodType, Shown extends z.ZodType> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Role;
  readonly params?: Readonly<Record<string, ParameterDoc>>;
  readonly query?: Query;
  readonly body?: Body;
  readonly example?: z.input<Body>;
  readonly answer: Shown;
  readonly answerAs?: string;
  handle(call: ApiCall<z.output<Query>, z.output<Body>>): Promise<z.output<Shown>>;
}

/**
 * A route of `/api`: JSON in and out, with a token. A body is optional when an empty object would do.
 */
export function apiRoute<Query extends z.ZodObject, Body extends z.ZodType, Shown extends z.ZodType>(
  spec: ApiRoute<Query, Body, Shown>,
): Route {
  const { body, query } = spec;
  const bodyRequired = body !== undefined && !body.safeParse({}).success;
  return {
    method: spec.method,
    path: spec.path,
    tag: spec.tag,
    summary: spec.summary,
    access: spec.access,
    params: spec.params ?? {},
    query,
    bodies:
      body === undefined
        ? []
        : [{ mediaType: 'application/json', schema: body, examples: { example: spec.example ?? {} } }],
    bodyRequired,
    answers: [{ mediaType: 'application/json', schema: spec.answer, description: spec.summary }],
    async serve({ product, limits, request, actor, param }) {
      if (actor === undefined) throw new Error(`${spec.path} was reached without a token`);
      const asked = readQuery(query, request.url);
      const given =
        body === undefined ? undefined : checkBody(body, await bodyOf(request, limits, bodyRequired));
      const call = { product, by: actor, param, query: asked, body: given };
      return { json: await spec.handle(call as ApiCall<z.output<Query>, z.output<Body>>) };
    },
  };
}

/** An optional body may be left out whole; one that is there is read as any other. */
async function bodyOf(request: Request, limits: HttpLimits, required: boolean): Promise<unknown> {
  if (!required && !request.headers.has('content-type') && isEmpty(request.headers)) return {};
  return readJsonBody(request, limits);
}

function isEmpty(headers: Headers): boolean {
  const length = headers.get('content-length');
  return length === '0' || (length === null && !headers.has('transfer-encoding'));
}
