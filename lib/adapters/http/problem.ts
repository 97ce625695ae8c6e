/** Every way in which a request can go wrong: its status, and a sentence that is the same each time (RFC 9457). */
const PROBLEMS = {
  'malformed-request': [400, 'The request is malformed'],
  'malformed-json': [400, 'The body is not JSON'],
  'malformed-encoding': [400, 'The body cannot be decoded'],
  'not-unicode': [400, 'The body is not Unicode text'],
  'reserved-key': [400, 'A key of the body is reserved'],
  'too-deep': [400, 'The body nests too deep'],
  'too-long-text': [400, 'A text in the body is too long'],
  'too-many-keys': [400, 'The body has too many keys'],
  'wrong-path': [400, 'The path is malformed'],
  'wrong-query': [400, 'The query is wrong'],
  unauthorized: [401, 'Not authorized'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'wrong-method': [405, 'The method is not allowed here'],
  timeout: [408, 'The request took too long'],
  conflict: [409, 'Too late, or done already'],
  'too-large': [413, 'The request is too large'],
  'target-too-long': [414, 'The address is too long'],
  'unsupported-encoding': [415, 'The content encoding is not supported'],
  'unsupported-type': [415, 'The content type is not supported'],
  'wrong-host': [421, 'Not the host that is served here'],
  invalid: [422, 'The request makes no sense'],
  refused: [422, 'Nothing of it was taken'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The header fields are too large'],
  internal: [500, 'Something broke here'],
  unavailable: [503, 'Not available just now'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What an answer says beside its code: `errors` by their place in the request, `refused` events by theirs. */
export interface ProblemMembers {
  readonly errors?: readonly { readonly at: string; readonly message: string }[];
  readonly refused?: readonly { readonly index: number; readonly reason: string; readonly detail: string }[];
}

/** An error that is an answer. `detail` says what to do about it, and never repeats a value that came in. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: ProblemMembers;

  constructor(
    code: ProblemCode,
    detail: string,
    {
      headers = {},
      members = {},
    }: { headers?: Readonly<Record<string, string>>; members?: ProblemMembers } = {},
  ) {
    super(detail);
    this.code = code;
    this.status = PROBLEMS[code][0];
    this.headers = headers;
    this.members = members;
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of RFC 9457; `type` names the problem for programs. */
export function problemJson({ code, status, message, members }: HttpProblem): string {
  const head = { type: `urn:touchline:problem:${code}`, title: PROBLEMS[code][1], status, detail: message };
  return JSON.stringify({ ...head, ...members });
}
