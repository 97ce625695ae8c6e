const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Cursors that no list gave out. */
export const HOSTILE_CURSORS: readonly (readonly [what: string, cursor: string])[] = [
  ['nothing', ''],
  ['a word', 'elsewhere'],
  ['a number', '12'],
  ['SQL', "' OR 1=1 --"],
  ['a path', '../../etc/passwd'],
  ['a NUL', 'WzEsImEiXQ\u0000'],
  ['no JSON', Buffer.from('[1,"a"').toString('base64url')],
  ['null', written(null)],
  ['an object', written({ at: 1, id: 'a' })],
  ['a prototype', Buffer.from('{"__proto__":[1,"a"]}').toString('base64url')],
  ['an instant that is a text', written(['1', 'a'])],
  ['an instant that is no whole number', written([1.5, 'a'])],
  ['an instant past all numbers', Buffer.from('[1e999,"a"]').toString('base64url')],
  ['an id that is a number', written([1, 2])],
  ['one part too many', written([1, 'a', 'b'])],
  ['padding', `${written([1, 'a'])}==`],
  ['blanks in its JSON', Buffer.from('[1, "a"]').toString('base64url')],
  ['the other alphabet of base64', Buffer.from(JSON.stringify([1, '\u00ff\u00fe?>'])).toString('base64')],
  ['a megabyte', 'A'.repeat(1_000_000)],
];
