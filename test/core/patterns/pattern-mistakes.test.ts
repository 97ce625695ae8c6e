import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../../lib/core/authoring/issue.ts';
import { readPattern } from '../../support/event-ruler/our-answer.ts';

const told = (text: string) => readPattern(text).issues.map(formatIssue);

const KINDS =
  'a matcher has one of prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, cidr, exists, exactly';
const NUMERIC =
  '"numeric" is a comparison and a number, such as [">", 0], or a lower and an upper bound, such as [">", 0, "<=", 5]';
const REFUSED = 'a matcher of "anything-but" has one of prefix, suffix, equals-ignore-case, wildcard';

describe('an author of patterns is told', () => {
  it.each<[string, string, string[]]>([
    ['a value outside a list', '{"a": "x"}', ['1:7 "a" takes a list or an object, got string "x"']],
    ['an empty list', '{"a": []}', ['1:7 "a" is empty: a field that may have no value never matches']],
    ['a pattern of nothing', '{"a": {}}', ['1:7 a pattern names at least one field']],
    ['a matcher that there is none of', '{"a": [{"regex": "."}]}', [`1:9 unknown key "regex": ${KINDS}`]],
    ['a slip', '{"a": [{"prefx": "x"}]}', ['1:9 unknown key "prefx", did you mean "prefix"?']],
    ['no matcher at all', '{"a": [{}]}', [`1:8 ${KINDS}, here is none`]],
    [
      'two matchers in one object',
      '{"a": [{"prefix": "x", "suffix": "y"}]}',
      [`1:24 "suffix" does not go with "prefix": ${KINDS}, and only one`],
    ],
    [
      'a prefix of no text',
      '{"a": [{"prefix": 5}]}',
      ['1:19 "prefix" takes a string or an object, got number 5'],
    ],
    [
      'a mixed list behind anything-but',
      '{"a": [{"anything-but": ["x", 1]}]}',
      ['1:25 "anything-but" takes a list of texts, or one of numbers, and no mixed one'],
    ],
    [
      'a matcher that anything-but does not take',
      '{"a": [{"anything-but": {"numeric": [">", 1]}}]}',
      [`1:26 unknown key "numeric": ${REFUSED}`],
    ],
    [
      'anything but every text',
      '{"a": [{"anything-but": {"prefix": ""}}]}',
      ['1:36 every text begins and ends with "": nothing is left'],
    ],
    ['half a comparison', '{"a": [{"numeric": [">"]}]}', [`1:20 ${NUMERIC}`]],
    ['an upper bound before the lower one', '{"a": [{"numeric": ["<", 5, ">", 1]}]}', [`1:20 ${NUMERIC}`]],
    [
      'a range of nothing',
      '{"a": [{"numeric": [">", 5, "<", 1]}]}',
      ['1:20 the lower bound has to be less than the upper one, got 5 and 1'],
    ],
    [
      'a comparison that there is none of',
      '{"a": [{"numeric": ["==", 5]}]}',
      ['1:21 item 1 of "numeric" cannot be "==", did you mean "="?'],
    ],
    [
      'two wildcards in a row',
      '{"a": [{"wildcard": "a**"}]}',
      ['1:21 two "*" in a row are not allowed: one is any run of characters, got "a**"'],
    ],
    [
      'a backslash before a letter',
      '{"a": [{"anything-but": {"wildcard": "a\\\\b"}}]}',
      ['1:38 a "\\" stands before "*" or another "\\" only, for the character itself, got "a\\b"'],
    ],
    [
      'an address that is no range',
      '{"a": [{"cidr": "10.0.0.0"}]}',
      ['1:17 a range of addresses is written as "10.0.0.0/24", got "10.0.0.0"'],
    ],
    [
      'a mask of one address',
      '{"a": [{"cidr": "10.0.0.1/32"}]}',
      ['1:17 the mask of an IPv4 range has 0 to 31 bits; name a single address by itself, got "10.0.0.1/32"'],
    ],
    ['a range of no address', '{"a": [{"cidr": "10.0/8"}]}', ['1:17 "10.0" is no IP address, got "10.0/8"']],
    [
      'exists in quotes',
      '{"a": [{"exists": "true"}]}',
      ['1:19 "exists" takes true or false, got string "true"'],
    ],
    ['one alternative', '{"$or": [{"a": [1]}]}', ['1:9 "$or" has 1, at least 2 are needed']],
    ['alternatives that are no list', '{"$or": {"a": [1]}}', ['1:9 "$or" is a list of patterns']],
    [
      'matchers where patterns stand',
      '{"$or": [{"prefix": ["x"]}, {"a": ["y"]}]}',
      ['1:11 "prefix" cannot be the name of a field inside "$or"'],
    ],
    [
      'a field beside an $or and in it',
      '{"a": [1], "$or": [{"b": [2]}, {"a": [3]}]}',
      ['1:33 "a" stands twice in this pattern: put what it may be into one list, or all of it into "$or"'],
    ],
    [
      'a field twice, by a dot in its name',
      '{"a": {"b": [1]}, "a.b": [2]}',
      ['1:19 "a.b" stands twice in this pattern: put what it may be into one list, or all of it into "$or"'],
    ],
    ['a field without a name', '{"": [1]}', ['1:2 a field has a name']],
    [
      'several mistakes at once',
      '{\n  "a": "x",\n  "b": [{"exists": 1}]\n}',
      [
        '2:8 "a" takes a list or an object, got string "x"',
        '3:20 "exists" takes true or false, got number 1',
      ],
    ],
  ])('of %s', (_title, text, lines) => {
    expect(told(text)).toEqual(lines.map((line) => `pattern.json:${line.replace(' ', ' error ')}`));
  });

  it('of combinations that EventBridge would not count to the end, without counting them either', () => {
    const or = (members: number) => Array.from({ length: members }, (_, i) => ({ [`f${i}`]: [1] }));
    const below = (name: string, members: number) => ({ [name]: { $or: or(members) } });
    const text = (parts: readonly object[]) => JSON.stringify(Object.assign({}, ...parts));
    expect(told(text([below('a', 10), below('b', 10), below('c', 10)]))).toEqual([]);
    const tooMany = [
      'pattern.json:1:1 error this pattern means more than 1000 combinations of "$or", EventBridge takes no more',
    ];
    expect(told(text([below('a', 10), below('b', 10), below('c', 11)]))).toEqual(tooMany);
    const names = Array.from({ length: 40 }, (_, i) => `g${i}`);
    expect(told(text(names.map((name) => below(name, 40))))).toEqual(tooMany);
  });
});
