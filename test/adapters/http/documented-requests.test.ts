import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newHttpApp } from '../../../lib/adapters/http/http-app.ts';
import { authenticate, BASIC, bearer, newFakeProduct, WRITE_KEY } from './fake-product.ts';

const example = z.looseObject({ value: z.unknown() });
const answered = z.strictObject({
  description: z.string(),
  content: z.record(z.string(), z.strictObject({ schema: z.record(z.string(), z.unknown()) })),
});
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  'x-role': z.enum(['viewer', 'csm', 'ops', 'admin']).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['path', 'query']),
        required: z.boolean(),
        example: z.string().optional(),
      }),
    )
    .optional(),
  requestBody: z
    .looseObject({
      required: z.boolean(),
      content: z.record(
        z.string(),
        z.looseObject({
          schema: z.record(z.string(), z.unknown()),
          examples: z.record(z.string(), example),
        }),
      ),
    })
    .optional(),
  responses: z.record(z.string(), z.union([z.strictObject({ $ref: z.string() }), answered])),
});
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post']), operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), answered),
  }),
});
type Operation = z.output<typeof operation>;

const HOST = 'http://localhost:8787';

const { product, reached, answers } = newFakeProduct();
const app = newHttpApp(product, { hosts: ['localhost'], writeKeys: [WRITE_KEY], authenticate });

const document = documentSchema.parse(await (await app.request(`${HOST}/openapi.json`)).json());

/** A check that knows nothing of this code: JSON Schema as the document has it, references and all. */
function validatorOf(schema: Readonly<Record<string, unknown>>) {
  const whole = { ...schema, $defs: document.components.schemas };
  const local = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(local));
}

/** What the document says of an answer of this status and media type. */
function schemaOf(of: Operation | undefined, status: number, type: string): Record<string, unknown> {
  const told = of?.responses[String(status)];
  if (told === undefined) throw new Error(`nothing is said of ${status}`);
  const found = '$ref' in told ? document.components.responses[told.$ref.split('/').at(-1) ?? ''] : told;
  const schema = found?.content[type]?.schema;
  if (schema === undefined) throw new Error(`nothing is said of ${status} as ${type}`);
  return schema;
}

interface Documented {
  readonly title: string;
  readonly operation: Operation;
  readonly request: () => Request;
  readonly body: { readonly schema: Record<string, unknown>; readonly value: unknown } | undefined;
}

function documented(): Documented[] {
  const all: Documented[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, found] of Object.entries(operations)) {
      if (found === undefined) continue;
      const at = path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const given = found.parameters?.find((one) => one.in === 'path' && one.name === name)?.example;
        if (given === undefined) throw new Error(`${path} has no example of ${name}`);
        return encodeURIComponent(given);
      });
      const authorization =
        found['x-role'] !== undefined
          ? bearer(found['x-role'])
          : found.security.length === 0
            ? undefined
            : BASIC;
      const headers = (type?: string) => ({
        ...(authorization === undefined ? {} : { authorization }),
        ...(type === undefined ? {} : { 'content-type': type }),
      });
      const make = (init: RequestInit) => new Request(HOST + at, { method: method.toUpperCase(), ...init });
      const title = `${method.toUpperCase()} ${path}`;
      if (found.requestBody?.required !== true)
        all.push({
          title: `${title} without a body`,
          operation: found,
          request: () => make({ headers: headers() }),
          body: undefined,
        });
      for (const [type, { schema, examples }] of Object.entries(found.requestBody?.content ?? {})) {
        for (const [name, { value }] of Object.entries(examples)) {
          const text =
            type === 'application/x-www-form-urlencoded'
              ? new URLSearchParams(value as Record<string, string>).toString()
              : JSON.stringify(value);
          all.push({
            title: `${title} with ${type} ${name}`,
            operation: found,
            request: () => make({ headers: headers(type), body: text }),
            body: { schema, value },
          });
        }
      }
    }
  }
  return all;
}

const ALL = documented();

describe('the OpenAPI document', () => {
  it('tells of every route that issue 4 asks for', () => {
    const told = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(told).toEqual(
      expect.arrayContaining([
        'post /v1/track',
        'post /v1/identify',
        'post /v1/group',
        'post /v1/page',
        'post /v1/batch',
        'post /v1/events',
        'post /v1/hooks/{connector}',
        'get /healthz',
        'get /api/accounts',
        'get /api/accounts/{id}',
        'get /api/accounts/{id}/ledger',
        'get /api/accounts/{id}/runs',
        'get /api/touches',
        'get /api/touches/{id}',
        'get /api/tasks',
        'get /api/runs',
        'get /api/rules',
        'get /api/journeys',
        'get /api/status',
        'get /api/audit',
        'get /api/shadow',
        'post /api/tasks/{id}/complete',
        'post /api/tasks/{id}/assign',
        'post /api/tasks/{id}/snooze',
        'post /api/approvals/{id}/approve',
        'post /api/approvals/{id}/decline',
        'post /api/accounts/{id}/pause',
        'post /api/accounts/{id}/resume',
        'post /api/runs/{id}/stop',
        'post /api/kill',
        'post /api/rules/{id}/resume',
        'post /api/touches/{id}/feedback',
        'post /api/contacts/{id}/erase',
        'get /u/{token}',
        'post /u/{token}',
        'get /openapi.json',
        'get /',
      ]),
    );
    expect(new Set(told).size).toBe(told.length);
  });

  it('gives every operation an id of its own', () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((one) => one?.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('postApiTasksIdComplete');
  });

  it('refers only to schemas that it holds', () => {
    const referred = JSON.stringify(document).matchAll(/"\$ref":"(#\/components\/schemas\/[^"]*)"/g);
    const known = new Set(Object.keys(document.components.schemas));
    const names = [...referred].map(([, ref = '']) => ref.replace('#/components/schemas/', ''));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(ALL)('$title is answered as it says', async ({ operation, request, body }) => {
    if (body !== undefined) expect(validatorOf(body.schema).safeParse(body.value).error).toBeUndefined();

    const response = await app.fetch(request());

    expect(response.status).toBe(200);
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const check = validatorOf(schemaOf(operation, 200, type));
    const shown: unknown = type === 'application/json' ? await response.json() : await response.text();
    expect(check.safeParse(shown).error).toBeUndefined();
  });

  it('has a schema that would notice another answer', () => {
    const check = validatorOf(schemaOf(document.paths['/api/touches']?.get, 200, 'application/json'));
    const touch = { id: 'x', at: '2026-06-01T09:00:00Z' };
    expect(check.safeParse({ items: [], next: null }).success).toBe(true);
    expect(check.safeParse({ items: [touch], next: null }).success).toBe(false);
    expect(check.safeParse({ items: [] }).success).toBe(false);
    expect(check.safeParse({ items: [], next: null, more: 1 }).success).toBe(false);
  });

  it.each(ALL.filter(({ operation }) => operation.security.length > 0))(
    '$title is refused without its key or token, as it says',
    async ({ operation, request }) => {
      const before = reached.length;
      const asked = request();
      asked.headers.delete('authorization');
      const response = await app.fetch(asked);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^(Basic|Bearer) realm=/);
      const check = validatorOf(schemaOf(operation, 401, 'application/problem+json'));
      expect(check.safeParse(await response.json()).error).toBeUndefined();
      expect(reached.length).toBe(before);
    },
  );

  it.each(ALL.filter(({ operation }) => !['viewer', undefined].includes(operation['x-role'])))(
    '$title is refused to a role below the one that it names',
    async ({ operation, request }) => {
      const below = ({ csm: 'viewer', ops: 'csm', admin: 'ops' } as const)[operation['x-role'] as 'csm'];
      const asked = request();
      asked.headers.set('authorization', bearer(below));
      const response = await app.fetch(asked);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining(operation['x-role']!) });
    },
  );

  it.each(ALL)('$title tells nothing of what broke inside', async ({ request, operation }) => {
    answers.error = new Error('SQLITE_CORRUPT: eve@example.org');
    const response = await app.fetch(request());
    answers.error = undefined;
    const text = await response.text();
    expect(text).not.toMatch(/SQLITE|eve@example/);
    if (response.status !== 200) {
      expect(response.status).toBe(500);
      const check = validatorOf(schemaOf(operation, 500, 'application/problem+json'));
      expect(check.safeParse(JSON.parse(text)).error).toBeUndefined();
    }
  });
});
