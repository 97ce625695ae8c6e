import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { nearest } from './suggest.ts';

/** What is wrong with JSON text at an offset, in an author's words. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

export interface SyntaxReport {
  readonly problems: readonly SyntaxProblem[];
  /** Whether the text was understood all the same (commas, comments), so that the rest of it can be checked too. */
  readonly understood: boolean;
}

/**
 * Every syntax error of the text, one a line: what the parser reports right behind an error comes from the same slip
 * mostly. `lineOf` counts lines.
 */
export function syntaxProblems(
  errors: readonly ParseError[],
  text: string,
  lineOf: (offset: number) => number,
): SyntaxReport {
  const problems: SyntaxProblem[] = [];
  let understood = true;
  let lastLine = 0;
  let isFollowing = false;
  for (const error of errors) {
    const kind = printParseErrorCode(error.error);
    const line = lineOf(error.offset);
    isFollowing = FOLLOWS.has(kind) && isFollowing && line <= lastLine + 1;
    const isSame = line === lastLine || (lastLine > 0 && text.slice(error.offset).trim() === '');
    const problem = problemOf(kind, error, text);
    understood &&= problem.understood === true;
    if (isFollowing || isSame) continue;
    problems.push({ offset: problem.offset, message: problem.message });
    lastLine = line;
    isFollowing = !problem.understood;
  }
  return { problems, understood };
}

const FOLLOWS: ReadonlySet<string> = new Set(['PropertyNameExpected', 'ValueExpected', 'CommaExpected']);

const NUMBER =
  'a number is written as in -3, 0.4 or 1e6: digits before the point, no sign "+", no zero in front';

function problemOf(
  kind: string,
  error: ParseError,
  text: string,
): SyntaxProblem & { readonly understood?: boolean } {
  const { offset, length } = error;
  const token = text.slice(offset, offset + Math.max(1, length)).split('\n')[0] ?? '';
  const got = shown(token);
  const before = text.slice(0, offset).trimEnd();
  switch (kind) {
    case 'InvalidCommentToken':
      return { offset, message: 'JSON has no comments: say it in "description"', understood: true };
    case 'CommaExpected':
      if (/\d/.test(token[0] ?? '') && /\d/.test(text[offset - 1] ?? ''))
        return { offset: offset - 1, message: NUMBER };
      return { offset: before.length, message: `a comma is missing here, before ${got}`, understood: true };
    case 'PropertyNameExpected':
    case 'ValueExpected': {
      const message = 'this comma is one too many';
      if (before.endsWith(',') && /^[\]}]/.test(token))
        return { offset: before.length - 1, message, understood: true };
      if (token === ',' && before.endsWith(',')) return { offset, message, understood: true };
      const what = kind === 'ValueExpected' ? 'a value' : 'a key in double quotes';
      return { offset, message: `expected ${what}, got ${got}` };
    }
    case 'ColonExpected':
      return { offset, message: `expected ":" after the key, got ${got}` };
    case 'CloseBraceExpected':
    case 'CloseBracketExpected':
      return { offset, message: unclosed(text) };
    case 'EndOfFileExpected':
      return { offset, message: `expected the end of the file, got ${got}: a file holds one object` };
    case 'UnexpectedEndOfString':
      return { offset, message: 'this string has no closing quote on its line' };
    case 'UnexpectedEndOfNumber':
      return { offset, message: NUMBER };
    case 'InvalidUnicode':
      return inside(
        error,
        text,
        /\\u(?![\da-f]{4})/i,
        () => '"\\u" takes four hexadecimal digits, as in "\\u00e9"',
      );
    case 'InvalidEscapeCharacter':
      return inside(
        error,
        text,
        /\\[^"\\/bfnrtu]/,
        (found) => `"${found}" is no escape of JSON; a backslash is written "\\\\"`,
      );
    case 'InvalidCharacter':
      return inside(
        error,
        text,
        CONTROL,
        (found) => `${codePoint(found)} cannot stand in a string, write ${escaped(found)}`,
      );
    default:
      return { offset, message: symbolMessage(token, text.slice(offset + length)) };
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f]/;

/** A problem at the first match inside the string that the parser complains of. */
function inside(
  error: ParseError,
  text: string,
  pattern: RegExp,
  message: (found: string) => string,
): SyntaxProblem {
  const found = pattern.exec(text.slice(error.offset, error.offset + error.length));
  return { offset: error.offset + (found?.index ?? 0), message: message(found?.[0] ?? '') };
}

/** Something that is no token of JSON: other quotes, none, a number or a word of another language. */
function symbolMessage(token: string, rest: string): string {
  const word = token.trim();
  if (CONTROL.test(word)) return `${codePoint(CONTROL.exec(word)?.[0] ?? '')} cannot stand here`;
  if (/^['‘’“”`]/.test(word)) return `text stands in double quotes ("), got ${word.slice(0, 20)}`;
  if (/^[-+]?\.?\d+(?:[.e]|$)|^[-+]$/i.test(word)) return NUMBER;
  if (/^\s*:/.test(rest)) return `a key stands in double quotes, did you mean "${word.slice(0, 60)}"?`;
  const near = nearest(word, ['true', 'false', 'null']);
  if (near !== undefined) return `${word} is no value of JSON, did you mean ${near}?`;
  if (/^(?:nan|[-+]?infinity|undefined|none|nil)$/i.test(word)) return `${word} is no value of JSON`;
  if (/^[\w-]+$/.test(word)) return `text stands in double quotes, did you mean "${word.slice(0, 60)}"?`;
  return `${shown(token)} cannot stand here`;
}

/** The innermost bracket that is open at the end. */
function unclosed(text: string): string {
  const open: { char: string; line: number }[] = [];
  let line = 1;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '\n') line += 1;
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"' || char === '\n') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') open.push({ char, line });
    else if (char === '}' || char === ']') open.pop();
  }
  const last = open.at(-1);
  return `the file ends here, and ${last === undefined ? 'a bracket' : `the "${last.char}" of line ${last.line}`} is not closed`;
}

function shown(token: string): string {
  const text = token.trim();
  if (text === '') return 'the end of the file';
  const cut = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return cut.startsWith('"') ? cut : `"${cut}"`;
}

function codePoint(char: string): string {
  return `the character U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function escaped(char: string): string {
  return JSON.stringify(char).slice(1, -1);
}
