import { HttpProblem } from './problem.ts';

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/;
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);

/**
 * The media type of a body, in lower case. JSON is UTF-8 (RFC 8259): a `charset` may only say so.
 *
 * @throws HttpProblem for a field that is missing, was sent twice, or cannot be read.
 */
export function mediaType(headers: Headers): string {
  const field = headers.get('content-type');
  if (field === null) throw unsupported('a Content-Type is missing');
  const [type = '', ...parameters] = field.split(';').map((part) => part.trim().toLowerCase());
  // Two fields arrive as one with a comma between them.
  if (field.includes(',') || !MEDIA_TYPE.test(type))
    throw unsupported('the Content-Type is no single media type');
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=');
    if (name === 'charset' && !UTF8.has(value.replaceAll('"', '')))
      throw unsupported('the charset has to be utf-8');
  }
  return type;
}

/** `application/json`, or a type of its own that is JSON: `application/vnd.example+json`. */
export function isJson(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

/** What is taken instead goes into `Accept` (RFC 9110, 15.5.16). */
export function unsupported(detail: string, accept = 'application/json'): HttpProblem {
  return new HttpProblem('unsupported-type', `${detail}: send ${accept}`, { headers: { accept } });
}
