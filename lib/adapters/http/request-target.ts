import { HttpProblem } from './problem.ts';

/** `.` and `..` as whole segments, also as `%2e`: URLs resolve them before anyone sees them. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
/** Slash, backslash, and control characters in disguise: what is one segment here may be two elsewhere. */
const DISGUISED = /%(?:2f|5c|[01][0-9a-f]|7f)/i;
/** Visible ASCII without backslash, quotes and brackets, as RFC 3986 has it (and a little more than it has). */
const PATH = /^\/[!$%&'()*+,\-./0-9:;=@A-Z_a-z~|]*$/;

/**
 * Checks path and query as they came.
 *
 * @throws HttpProblem
 */
export function checkTarget(target: string, maxLength: number): void {
  if (target.length > maxLength)
    throw new HttpProblem('target-too-long', `path and query have at most ${maxLength} characters`);
  const end = target.indexOf('?');
  const path = end === -1 ? target : target.slice(0, end);
  const wrong = (detail: string) => new HttpProblem('wrong-path', detail);
  if (!PATH.test(path)) throw wrong('the path holds a character that has no place in one');
  if (path.includes('//')) throw wrong('the path has an empty segment');
  if (DOT_SEGMENT.test(path)) throw wrong('the path has a dot segment');
  if (DISGUISED.test(path)) throw wrong('the path holds an encoded slash or control character');
  if (!decodes(path)) throw wrong('the path has a percent sign that is no UTF-8 in hex');
}

/** Whether every percent sign begins UTF-8 in hex. */
export function decodes(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
