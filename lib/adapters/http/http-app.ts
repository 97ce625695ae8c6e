import { type Context, Hono } from 'hono';
import type { Actor } from '../../app/ports/access-tokens.ts';
import type { Product } from '../../app/product/product.ts';
import { type Answer, answerResponse, problemResponse } from './answer-headers.ts';
import { Door } from './door.ts';
import { DEFAULT_LIMITS, type HttpLimits, type HttpOptions } from './http-options.ts';
import { HttpProblem } from './problem.ts';
import { checkTarget } from './request-target.ts';
import type { Route } from './route.ts';
import { ACT_ROUTES } from './routes/act-routes.ts';
import { INGEST_ROUTES } from './routes/ingest-routes.ts';
import { LIST_ROUTES } from './routes/list-routes.ts';
import { documentRoute, PAGE_ROUTES } from './routes/page-routes.ts';
import { translateError } from './translate-error.ts';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const NO_ROUTE = '(none)';

/** The whole HTTP surface over a product, for any runtime that has the web's Request and Response. */
export function newHttpApp(product: Product, options: HttpOptions): Hono {
  const limits: HttpLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const now = options.elapsed ?? (() => performance.now());
  const door = new Door(options, limits, now);
  const routes: Route[] = [...PAGE_ROUTES, ...INGEST_ROUTES, ...LIST_ROUTES, ...ACT_ROUTES];
  routes.push(documentRoute(routes));

  /** What every request goes through, whether there is something at its path or not. */
  const serve = async (
    context: Context,
    route: string,
    answer: () => Promise<Response>,
  ): Promise<Response> => {
    const began = now();
    let response: Response;
    try {
      const [host, target] = parts(context.req.url);
      door.checkHost(host, context.req.raw.headers.get('host'));
      checkTarget(target, limits.targetLength);
      response = await answer();
    } catch (error) {
      const problem = translateError(error);
      if (problem.status === 500) options.onError?.(error, route);
      response = problemResponse(problem);
    }
    const { method } = context.req;
    options.onRequest?.({
      method: METHODS.has(method) ? method : 'other',
      route,
      status: response.status,
      ms: now() - began,
    });
    return response;
  };

  const admitted = async (context: Context, route: Route): Promise<Answer> => {
    const { access } = route;
    const { env } = context;
    const request = context.req.raw;
    const field = request.headers.get('authorization');
    let actor: Actor | undefined;
    let hasKey = true;
    if (access === 'open') door.admitAnyone(env);
    else if (access === 'signature') door.admitHook();
    else if (access === 'write-key') hasKey = door.admitWriteKeyField(field, env);
    else actor = await door.admitRole(field, access, env);
    return route.serve({
      product,
      limits,
      request,
      actor,
      param: (name) => context.req.param(name) ?? '',
      admitWriteKey(key) {
        if (!hasKey) door.admitWriteKey(key, env);
      },
    });
  };

  const app = new Hono();
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method]);
    app.on(route.method, route.path, (context) =>
      serve(context, route.path, async () => answerResponse(await admitted(context, route))),
    );
  }

  for (const [path, known] of methods) {
    const allow = (known.includes('GET') ? [...known, 'HEAD'] : known).join(', ');
    app.all(path, (context) =>
      serve(context, path, async () => {
        throw new HttpProblem('wrong-method', `only ${allow} here`, { headers: { allow } });
      }),
    );
  }
  app.notFound((context) =>
    serve(context, NO_ROUTE, async () => {
      throw new HttpProblem('not-found', 'nothing is here; /openapi.json tells what is where');
    }),
  );
  return app;
}

/** Host, and path with query, of an absolute URL, as they stand there. */
function parts(url: string): readonly [host: string, target: string] {
  const begin = url.indexOf('//') + 2;
  const slash = url.indexOf('/', begin);
  return slash === -1 ? [url.slice(begin), '/'] : [url.slice(begin, slash), url.slice(slash)];
}
