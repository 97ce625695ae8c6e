import * as z from 'zod';
import { PROBLEM_TYPE } from './problem.ts';
import type { BodyDoc, Route } from './route.ts';
import { problem, SCHEMAS } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const SECURITY_SCHEMES: Json = {
  writeKey: { type: 'http', scheme: 'basic', description: 'The write key as user, the password empty' },
  writeKeyBearer: { type: 'http', scheme: 'bearer', description: 'The write key' },
  token: { type: 'http', scheme: 'bearer', description: 'A token with a role: viewer, csm, ops or admin' },
};

/** Answers that are problems, by status. */
const REFUSALS: Readonly<Record<string, string>> = {
  400: 'Malformed, or over a limit of shape',
  401: 'The key, token or signature is missing or wrong',
  403: 'The role does not allow it',
  404: 'There is no such thing',
  409: 'Too late, or done already',
  413: 'Too large',
  415: 'A content type or encoding that is not read',
  421: 'Another host is meant',
  422: 'It makes no sense, or nothing of it was taken',
  429: 'Too many requests; see Retry-After',
  500: 'Something broke',
  503: 'Busy; nothing was done; see Retry-After',
};
const ANYWHERE = ['400', '421', '429', '500', '503'];

/** OpenAPI 3.1 from the route table: nothing in it is written twice. */
export function openApi(routes: readonly Route[]): Json {
  const { schemas } = z.toJSONSchema(SCHEMAS, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operations = paths[path] ?? {};
    operations[route.method.toLowerCase()] = operation(route);
    paths[path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Touchline',
      version: '1',
      description: 'Signals in, and what came of them. Lists are `{"items": […], "next": cursor or null}`.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)])),
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([status, description]) => [
          status,
          { description, content: { [PROBLEM_TYPE]: { schema: schemaOf(problem) } } },
        ]),
      ),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function operation(route: Route): Json {
  const { access, method, path } = route;
  const words = path.replace(/[/:.-]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  const parameters = [
    ...Object.entries(route.params).map(([name, { description, example }]) => ({
      name,
      in: 'path',
      required: true,
      description,
      schema: { type: 'string' },
      example,
    })),
    ...Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: schemaOf(schema),
    })),
  ];
  return {
    operationId: `${method.toLowerCase()}${words === '' ? 'Root' : words}`,
    tags: [route.tag],
    summary: route.summary,
    security: securityOf(access),
    ...(access === 'open' || access === 'write-key' || access === 'signature' ? {} : { 'x-role': access }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.bodies.length === 0
      ? {}
      : { requestBody: { required: route.bodyRequired, content: contentOf(route.bodies) } }),
    responses: responsesOf(route),
  };
}

function securityOf(access: Route['access']): readonly Json[] {
  if (access === 'open' || access === 'signature') return [];
  return access === 'write-key' ? [{ writeKey: [] }, { writeKeyBearer: [] }] : [{ token: [] }];
}

function contentOf(bodies: readonly BodyDoc[]): Json {
  return Object.fromEntries(
    bodies.map(({ mediaType, schema, examples }) => [
      mediaType,
      {
        schema: schemaOf(schema),
        examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
      },
    ]),
  );
}

function responsesOf(route: Route): Json {
  const content = Object.fromEntries(
    route.answers.map(({ mediaType, schema }) => [
      mediaType,
      { schema: schema === undefined ? { type: 'string' } : schemaOf(schema) },
    ]),
  );
  const described = route.answers.map(({ description }) => description).join(', or: ');
  const refusals = [...ANYWHERE];
  if (route.access !== 'open') refusals.push('401');
  if (securityOf(route.access)[0]?.token !== undefined) refusals.push('403');
  if (Object.keys(route.params).length > 0) refusals.push('404');
  if (route.bodies.length > 0) refusals.push('409', '413', '415', '422');
  const failing = refusals.sort().map((status) => [status, { $ref: `#/components/responses/${status}` }]);
  return { '200': { description: described, content }, ...Object.fromEntries(failing) };
}

/** A named schema is referred to; any other stands where it is used. */
function schemaOf(schema: z.core.$ZodType): Json {
  const entry = SCHEMAS.get(schema as z.ZodType);
  if (entry !== undefined) return { $ref: `#/components/schemas/${entry.id}` };
  const { $defs: _defs, ...json } = bare(
    z.toJSONSchema(schema, {
      io: 'input',
      metadata: SCHEMAS,
    }),
  );
  return rereferred(json);
}

/** zod refers to what is named inside of one schema by `#/$defs/`; the document has it among its components. */
function rereferred(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function bare(schema: Json): Json {
  const { $schema: _schema, $id: _id, ...rest } = schema;
  return rest;
}
