import type { HttpLimits } from './http-options.ts';
import { HttpProblem, type ProblemCode } from './problem.ts';

export type JsonLimits = Pick<HttpLimits, 'depth' | 'keys' | 'keysPerObject' | 'textLength'>;

/** Names that reach an object's prototype. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** A reserved name with each of its letters written as `\u0000` is no longer. */
const LONGEST_RESERVED = 6 * 'constructor'.length;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Words by their first letter. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [0x74, 'true'],
  [0x66, 'false'],
  [0x6e, 'null'],
]);

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'after';

/**
 * Reads strict JSON. Grammar and limits are checked in one pass over the text, in time linear in its length and without
 * recursion, before anything is built from it.
 *
 * @throws HttpProblem with line and column, and never with a part of the text.
 */
export function readJsonText(text: string, limits: JsonLimits): unknown {
  new JsonScan(text, limits).check();
  return JSON.parse(text);
}

class JsonScan {
  readonly #text: string;
  readonly #limits: JsonLimits;
  /** For each open bracket: keys so far of an object, -1 for a list. */
  readonly #open: number[] = [];
  #keys = 0;
  #at = 0;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  check(): void {
    let expected: Expected | undefined = 'value';
    for (;;) {
      const code = this.#next();
      if (Number.isNaN(code)) break;
      expected = this.#take(code, expected);
    }
    if (expected !== 'after' || this.#open.length > 0) throw this.#unexpected('the end', expected);
  }

  /** The character code after blanks, NaN at the end. */
  #next(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
      this.#at += 1;
    }
  }

  #take(code: number, expected: Expected): Expected {
    switch (expected) {
      case 'colon':
        if (code !== COLON) throw this.#unexpected('something', expected);
        this.#at += 1;
        return 'value';
      case 'key or }':
        return code === CLOSE_OBJECT ? this.#close() : this.#key(code, expected);
      case 'key':
        return this.#key(code, expected);
      case 'value or ]':
        return code === CLOSE_LIST ? this.#close() : this.#value(code, expected);
      case 'value':
        return this.#value(code, expected);
      case 'after':
        return this.#after(code);
    }
  }

  #after(code: number): Expected {
    const inside = this.#open.at(-1);
    if (inside !== undefined && code === COMMA) {
      this.#at += 1;
      return inside < 0 ? 'value' : 'key';
    }
    if (inside !== undefined && code === (inside < 0 ? CLOSE_LIST : CLOSE_OBJECT)) return this.#close();
    throw this.#unexpected('something', 'after');
  }

  #close(): Expected {
    this.#open.pop();
    this.#at += 1;
    return 'after';
  }

  #value(code: number, expected: Expected): Expected {
    if (code === QUOTE) {
      this.#string();
      return 'after';
    }
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (this.#open.length === this.#limits.depth)
        throw this.#problem('too-deep', `brackets nest deeper than ${this.#limits.depth} levels`);
      this.#open.push(code === OPEN_LIST ? -1 : 0);
      this.#at += 1;
      return code === OPEN_LIST ? 'value or ]' : 'key or }';
    }
    const word = WORDS.get(code);
    NUMBER.lastIndex = this.#at;
    if (word !== undefined && this.#text.startsWith(word, this.#at)) this.#at += word.length;
    else if (word === undefined && NUMBER.test(this.#text)) this.#at = NUMBER.lastIndex;
    else throw this.#unexpected('something', expected);
    return 'after';
  }

  #key(code: number, expected: Expected): Expected {
    if (code !== QUOTE) throw this.#unexpected('something', expected);
    const { keys, keysPerObject } = this.#limits;
    this.#keys += 1;
    const mine = (this.#open.at(-1) ?? 0) + 1;
    this.#open[this.#open.length - 1] = mine;
    if (mine > keysPerObject)
      throw this.#problem('too-many-keys', `more than ${keysPerObject} in one object`);
    if (this.#keys > keys) throw this.#problem('too-many-keys', `more than ${keys} in all`);
    const start = this.#at;
    this.#string();
    if (this.#at - start - 2 > LONGEST_RESERVED) return 'colon';
    const raw = this.#text.slice(start, this.#at);
    const name: unknown = raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1);
    if (typeof name === 'string' && RESERVED.has(name)) {
      this.#at = start;
      throw this.#problem('reserved-key', `"${name}" is no name for a key`);
    }
    return 'colon';
  }

  /** Passes a string whose opening quote is here. */
  #string(): void {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        this.#at = at;
        at = this.#escape(at);
      } else if (code >= 0x20) {
        at += 1;
      } else {
        this.#at = at;
        throw this.#problem(
          'malformed-json',
          Number.isNaN(code) ? 'a text has no closing quote' : 'a control character stands in a text',
        );
      }
    }
    const { textLength } = this.#limits;
    if (at - start - 1 > textLength) {
      this.#at = start;
      throw this.#problem('too-long-text', `a text has more than ${textLength} characters`);
    }
    this.#at = at + 1;
  }

  /** Where the escape that begins at `at` ends. Half a surrogate pair is no character, and no store keeps one. */
  #escape(at: number): number {
    const after = this.#text[at + 1];
    if (after !== 'u') {
      if (after !== undefined && '"\\/bfnrt'.includes(after)) return at + 2;
      throw this.#problem('malformed-json', 'a backslash stands before what it cannot escape');
    }
    const unit = this.#unit(at);
    if (unit < 0xd800 || unit > 0xdfff) return at + 6;
    const low = unit < 0xdc00 && this.#text.startsWith('\\u', at + 6) ? this.#unit(at + 6) : 0;
    if (low < 0xdc00 || low > 0xdfff)
      throw this.#problem('not-unicode', 'half a surrogate pair is no character');
    return at + 12;
  }

  /** The code unit of a `\u` escape. */
  #unit(at: number): number {
    let unit = 0;
    for (let i = at + 2; i < at + 6; i += 1) {
      const digit = hexDigit(this.#text.charCodeAt(i));
      if (digit < 0) throw this.#problem('malformed-json', 'four hex digits belong after \\u');
      unit = unit * 16 + digit;
    }
    return unit;
  }

  #unexpected(got: 'something' | 'the end', expected: Expected): HttpProblem {
    const inside = this.#open.at(-1);
    const wanted =
      expected !== 'after'
        ? `a ${expected}`
        : inside === undefined
          ? 'nothing more'
          : `a comma or ${inside < 0 ? ']' : '}'}`;
    return this.#problem(
      'malformed-json',
      `${wanted} is expected, got ${got === 'the end' ? got : 'something else'}`,
    );
  }

  #problem(code: ProblemCode, detail: string): HttpProblem {
    let line = 1;
    let begin = 0;
    for (let i = this.#text.indexOf('\n'); i !== -1 && i < this.#at; i = this.#text.indexOf('\n', i + 1)) {
      line += 1;
      begin = i + 1;
    }
    return new HttpProblem(code, `line ${line}, column ${this.#at - begin + 1}: ${detail}`);
  }
}

/** 0 to 15, or -1. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
