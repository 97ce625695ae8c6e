import fc from 'fast-check';
import { eventNear } from './near-event.ts';
import type { Asked } from './oracle.ts';

/** JSON text, which keeps how a number is written and which key came first. */
type Text = fc.Arbitrary<string>;

const NAMES = ['a', 'b', 'c', 'b.c', 'a.b', 'c-d'];
const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.255',
  '10.0.1.0',
  '010.0.0.1',
  '::1',
  '0:0::0:1',
  '2001:db8::5',
  '2001:DB8::6',
];
const MAPPED = ['::ffff:a00:1', '32.1.13.184', '32.1.13.190', '255.255.255.255', '0.0.0.0', '::'];
const NO_ADDRESSES = ['10.0.0', '256.1.1.1', '12:30', '1::2::3', ':::'];
const RANGES = [
  '10.0.0.0/24',
  '10.0.0.0/8',
  '0.0.0.0/0',
  '32.1.13.184/29',
  '2001:db8::/32',
  '2000::/3',
  '::/0',
  '::1/127',
];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '1.0',
  '1e0',
  '2',
  '2.5',
  '300',
  '300.0',
  '3.0e2',
  '-1',
  '-2.5',
  '0.1',
  '5e9',
  '1e21',
  '7e-9',
];
/** Digits of a number are taken for those of an address: only what begins with a minus is taken for none. */
const NEGATIVE = ['-1', '-1.0', '-2', '-2.5', '-300', '-3.0e2', '-0.1', '-7e-9', '-5e9'];

const words = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'ab',
    'aB',
    'AB',
    'abc',
    'ß',
    'SS',
    'ss',
    'é',
    'É',
    '大雨',
    '1',
    'true',
    'null',
    '"',
    ...NO_ADDRESSES,
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é', '"', '*', '\\'), maxLength: 5 }),
);
/** An empty one is refused behind anything-but. */
const affixes = fc.oneof(
  { weight: 30, arbitrary: words.filter((text) => text !== '') },
  { weight: 1, arbitrary: fc.constant('') },
);
const folding = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'ß', 'S', 's', 'É', 'é', 'İ', 'i', '大'),
  maxLength: 4,
});
const globs = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom('a', 'b', 'ab', '*', '\\*', '\\\\', 'é'), { maxLength: 6 })
      .map(withoutRuns),
  },
  { weight: 1, arbitrary: words },
);

/** Questions of all kinds: patterns of which one in ten or so is none, and events most of which are near to them. */
export const questions: fc.Arbitrary<Asked> = fc.boolean().chain((withAddresses) => {
  const numbers = fc.constantFrom(...(withAddresses ? NEGATIVE : NUMBERS));
  const strings = withAddresses ? fc.oneof(words, fc.constantFrom(...ADDRESSES, ...MAPPED)) : words;
  const leaves = leavesOf(numbers, strings);
  const patterns = patternsOf(matchersOf(numbers, strings, withAddresses));
  const near = fc
    .record({
      pattern: patterns,
      leaves: fc.array(leaves, { minLength: 6, maxLength: 12 }),
      choices: fc.array(fc.nat(59), { minLength: 12, maxLength: 40 }),
    })
    .map(({ pattern, ...given }) => ({ pattern, event: eventNear(pattern, given) }));
  return fc.oneof(
    { weight: 1, arbitrary: fc.record({ pattern: patterns, event: eventsOf(leaves) }) },
    { weight: 3, arbitrary: near },
  );
});

function leavesOf(numbers: Text, strings: Text): Text {
  return fc.oneof(
    { weight: 5, arbitrary: quoted(fc.oneof(strings, folding)) },
    { weight: 3, arbitrary: numbers },
    { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null') },
  );
}

function matchersOf(numbers: Text, strings: Text, withAddresses: boolean): Text {
  const ofTexts = (texts: Text) => fc.oneof(quoted(texts), listOf(quoted(texts)));
  const anythingBut = fc.oneof(
    quoted(strings),
    numbers,
    listOf(quoted(strings)),
    listOf(numbers),
    keyed('prefix', ofTexts(affixes)),
    keyed('suffix', ofTexts(affixes)),
    keyed('equals-ignore-case', ofTexts(folding)),
    keyed('wildcard', ofTexts(globs)),
  );
  const affix = fc.oneof(quoted(words), keyed('equals-ignore-case', quoted(folding)));
  return fc.oneof(
    { weight: 24, arbitrary: leavesOf(numbers, strings) },
    { weight: 9, arbitrary: keyed('prefix', affix) },
    { weight: 9, arbitrary: keyed('suffix', affix) },
    { weight: 9, arbitrary: keyed('equals-ignore-case', quoted(folding)) },
    { weight: 9, arbitrary: keyed('wildcard', quoted(globs)) },
    { weight: 15, arbitrary: keyed('anything-but', anythingBut) },
    { weight: 12, arbitrary: keyed('numeric', numericOf(numbers)) },
    { weight: 9, arbitrary: keyed('exists', fc.constantFrom('true', 'false')) },
    { weight: 3, arbitrary: keyed('exactly', quoted(strings)) },
    ...(withAddresses ? [{ weight: 24, arbitrary: keyed('cidr', quoted(fc.constantFrom(...RANGES))) }] : []),
    { weight: 1, arbitrary: fc.constantFrom(...NO_MATCHERS) },
  );
}

/** What is refused, each for a reason of its own. */
const NO_MATCHERS = [
  '{}',
  '[]',
  '["a"]',
  '{"regex": "a"}',
  '{"prefix": 1}',
  '{"prefix": {"suffix": "a"}}',
  '{"prefix": "a", "suffix": "b"}',
  '{"suffix": ["a"]}',
  '{"wildcard": "a**"}',
  '{"wildcard": "a\\\\b"}',
  '{"wildcard": null}',
  '{"equals-ignore-case": ["a"]}',
  '{"exists": "true"}',
  '{"exists": null}',
  '{"anything-but": true}',
  '{"anything-but": []}',
  '{"anything-but": ["a", 1]}',
  '{"anything-but": [null]}',
  '{"anything-but": {"prefix": ""}}',
  '{"anything-but": {"cidr": "10.0.0.0/8"}}',
  '{"anything-but": {"wildcard": "**"}}',
  '{"anything-but": {"prefix": "a", "suffix": "b"}}',
  '{"cidr": "10.0.0.0"}',
  '{"cidr": "10.0.0.0/32"}',
  '{"cidr": "::1/128"}',
  '{"cidr": "10.0.0/8"}',
  '{"numeric": [">"]}',
  '{"numeric": [">", "1"]}',
  '{"numeric": ["<", 5, ">", 1]}',
  '{"numeric": ["!=", 1]}',
  '{"numeric": [">", 1, "<", 5, "<", 6]}',
  '{"numeric": 1}',
];

function numericOf(numbers: Text): Text {
  const comparison = (...all: string[]) => fc.constantFrom(...all.map((word) => `"${word}"`));
  const lower = comparison('>', '>=');
  const upper = comparison('<', '<=');
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc
        .tuple(comparison('<', '<=', '=', '>', '>='), numbers)
        .map(([word, limit]) => `[${word}, ${limit}]`),
    },
    {
      weight: 1,
      // Of two that are the same, or now and then the wrong way round, comes a range that is refused.
      arbitrary: fc.tuple(lower, numbers, upper, numbers, fc.nat(9)).map(([from, a, to, b, wrong]) => {
        const [low, high] = Number(a) < Number(b) || wrong === 0 ? [a, b] : [b, a];
        return `[${from}, ${low}, ${to}, ${high}]`;
      }),
    },
  );
}

function patternsOf(matchers: Text): Text {
  const { pattern } = fc.letrec<{ pattern: string; field: string; or: string }>((tie) => ({
    pattern: fc.oneof(
      { weight: 8, arbitrary: objectOf(tie('field'), 1) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('or'), objectOf(tie('field'), 0), fc.boolean())
          .map(([or, rest, isFirst]) => joined(or, rest, isFirst)),
      },
    ),
    field: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'pattern' },
      {
        weight: 5,
        arbitrary: fc.array(matchers, { minLength: 1, maxLength: 3 }).map((all) => `[${all.join(', ')}]`),
      },
      { weight: 3, arbitrary: tie('pattern') },
    ),
    or: fc
      .array(tie('pattern'), { minLength: 2, maxLength: 3, depthIdentifier: 'pattern' })
      .map((all) => `{"$or": [${all.join(', ')}]}`),
  }));
  return pattern;
}

function eventsOf(leaves: Text): Text {
  const { event } = fc.letrec<{ event: string; value: string }>((tie) => ({
    event: objectOf(tie('value'), 0),
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'event' },
      { weight: 4, arbitrary: leaves },
      {
        weight: 2,
        arbitrary: fc
          .array(tie('value'), { maxLength: 4, depthIdentifier: 'event' })
          .map((all) => `[${all.join(', ')}]`),
      },
      { weight: 3, arbitrary: tie('event') },
    ),
  }));
  return event;
}

function objectOf(values: Text, minLength: number): Text {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), values), {
      minLength,
      maxLength: 3,
      selector: ([name]) => name,
    })
    .map((fields) => `{${fields.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`);
}

/** Two objects as one, with the fields of either first. */
function joined(one: string, other: string, isFirst: boolean): string {
  const parts = [one, other].map((text) => text.slice(1, -1)).filter((text) => text !== '');
  return `{${(isFirst ? parts : parts.reverse()).join(', ')}}`;
}

function keyed(key: string, value: Text): Text {
  return value.map((text) => `{"${key}": ${text}}`);
}

function listOf(values: Text): Text {
  return fc.array(values, { minLength: 1, maxLength: 3 }).map((all) => `[${all.join(', ')}]`);
}

function quoted(texts: Text): Text {
  return texts.map((text) => JSON.stringify(text));
}

function withoutRuns(parts: readonly string[]): string {
  return parts.filter((part, i) => part !== '*' || parts[i - 1] !== '*').join('');
}
