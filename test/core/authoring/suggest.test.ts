import { describe, expect, it } from 'vitest';
import {
  describeValue,
  hint,
  listOf,
  nearest,
  numberHint,
  quoted,
  withArticle,
} from '../../../lib/core/authoring/suggest.ts';

describe('the nearest name', () => {
  it.each([
    ['lesThan', 'lessThan'],
    ['greatrThan', 'greaterThan'],
    ['LESSTHAN', 'lessThan'],
    ['edn', 'end'],
    ['al', 'all'],
    ['tilte', 'title'],
  ])('is found for a slip: %s', (got, meant) => {
    expect(nearest(got, ['lessThan', 'greaterThan', 'end', 'all', 'any', 'title'])).toBe(meant);
  });

  it.each([
    ['a word that is about as far as it is long', 'foo', ['bar', 'end', 'all']],
    ['another word of two letters', 'UK', ['US', 'DE']],
    ['no names', 'x', []],
  ])('is not found: %s', (_name, got, allowed) => {
    expect(nearest(got, allowed)).toBeUndefined();
  });
});

describe('a hint', () => {
  it('names the nearest, else all where they are few, else nothing', () => {
    expect(hint('lesThan', ['lessThan', 'equal'])).toBe(', did you mean "lessThan"?');
    expect(hint('like', ['lessThan', 'equal'])).toBe(' (allowed: lessThan, equal)');
    const many = Array.from({ length: 17 }, (_, i) => `name-${i}`);
    expect([hint('other', many), hint('other', many.slice(1)).length > 0, hint('x', []), listOf([])]).toEqual(
      ['', true, '', ''],
    );
  });

  it('reads a share or a number out of text', () => {
    expect([numberHint('40%'), numberHint('-7 %'), numberHint('3'), numberHint('1.5')]).toEqual([
      ', did you mean 0.4?',
      ', did you mean -0.07?',
      ', did you mean 3?',
      ', did you mean 1.5?',
    ]);
    expect([numberHint('many'), numberHint('4 out of 5'), numberHint(''), numberHint(40)]).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });
});

describe('a value in a message', () => {
  it('is named with its type, and cut', () => {
    expect([describeValue('a'), describeValue(5), describeValue(true), describeValue(null)]).toEqual([
      'string "a"',
      'number 5',
      'boolean true',
      'null',
    ]);
    expect([describeValue([1]), describeValue({}), describeValue(undefined)]).toEqual([
      'a list',
      'an object',
      'nothing',
    ]);
    expect(describeValue('x'.repeat(100))).toBe(`string "${'x'.repeat(56)}…`);
    expect([quoted('a'), quoted(5), quoted([])]).toEqual(['"a"', '5', 'a list']);
  });

  it('has the article that fits', () => {
    expect(['string', 'instant', 'invoice', 'unit', 'boolean', 'money'].map(withArticle)).toEqual([
      'a string',
      'an instant',
      'an invoice',
      'a unit',
      'true or false',
      'money',
    ]);
  });
});
