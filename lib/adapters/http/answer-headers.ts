import { type HttpProblem, PROBLEM_TYPE, problemJson } from './problem.ts';

/**
 * On every answer. Nothing is cached, since nearly everything is somebody's; nothing may be framed, sniffed or read by
 * another site; and no CORS header says otherwise.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What a route answers with: JSON, or a page with the policy under which a browser shows it. */
export type Answer =
  | { readonly json: unknown }
  | { readonly html: string; readonly policy: string; readonly status?: number };

export function answerResponse(answer: Answer): Response {
  if ('json' in answer) {
    return new Response(JSON.stringify(answer.json), {
      status: 200,
      headers: { ...SECURITY_HEADERS, 'content-type': 'application/json' },
    });
  }
  return new Response(answer.html, {
    status: answer.status ?? 200,
    headers: {
      ...SECURITY_HEADERS,
      'content-security-policy': answer.policy,
      'content-type': 'text/html; charset=utf-8',
      'x-robots-tag': 'noindex',
    },
  });
}

export function problemResponse(problem: HttpProblem): Response {
  return new Response(problemJson(problem), {
    status: problem.status,
    headers: { ...SECURITY_HEADERS, ...problem.headers, 'content-type': PROBLEM_TYPE },
  });
}
