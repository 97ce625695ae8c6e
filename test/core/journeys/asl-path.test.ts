import { describe, expect, it } from 'vitest';
import {
  fillTemplate,
  insertAt,
  isPlainPath,
  isTemplatePath,
  readPath,
} from '../../../lib/core/journeys/asl-path.ts';

describe('a plain path', () => {
  it.each(['$', '$.run', '$.step.next', '$.a_1.B'])('may be %s', (path) => {
    expect(isPlainPath(path)).toBe(true);
  });

  it.each([
    ['', 'no path'],
    ['run', 'no root'],
    ['$run', 'no dot'],
    ['$.', 'no name'],
    ['$..run', 'a descent'],
    ['$.a[0]', 'an index'],
    ["$['a']", 'a quoted name'],
    ['$.*', 'a wildcard'],
    ['$.a[?(@.b)]', 'a filter'],
    ['$.a-b', 'a minus'],
    ['$$.Task.Token', 'the context'],
    ['$.__proto__.polluted', 'a prototype'],
    ['$.a.constructor', 'a constructor'],
    ['$.run\n', 'a line break'],
  ])('may not be %s (%s)', (path) => {
    expect(isPlainPath(path)).toBe(false);
  });

  it('may also be the token of the task in a template, and nothing else of the context', () => {
    expect(isTemplatePath('$$.Task.Token')).toBe(true);
    expect(isTemplatePath('$$.Execution.Id')).toBe(false);
  });
});

describe('reading a path', () => {
  it.each<[string, unknown, unknown]>([
    ['$', 5, { value: 5 }],
    ['$.a.b', { a: { b: null } }, { value: null }],
    ['$.a.b', { a: {} }, undefined],
    ['$.a.b', { a: 'text' }, undefined],
    ['$.a', null, undefined],
    ['$.length', [1, 2], undefined],
    ['$.toString', {}, undefined],
  ])('%s of %j gives %j', (path, data, found) => {
    expect(readPath(path, data)).toEqual(found);
  });
});

describe('inserting a result', () => {
  const data = Object.freeze({ run: 'r1', deep: Object.freeze({ kept: 1 }) });

  it.each<[string | null | undefined, unknown]>([
    [null, { run: 'r1', deep: { kept: 1 } }],
    ['$', 7],
    [undefined, 7],
    ['$.ended', { run: 'r1', deep: { kept: 1 }, ended: 7 }],
    ['$.run', { run: 7, deep: { kept: 1 } }],
    ['$.deep.new', { run: 'r1', deep: { kept: 1, new: 7 } }],
    ['$.a.b.c', { run: 'r1', deep: { kept: 1 }, a: { b: { c: 7 } } }],
  ])('at %s changes a copy', (path, value) => {
    expect(insertAt(path, data, 7)).toEqual({ value });
    expect(data).toEqual({ run: 'r1', deep: { kept: 1 } });
  });

  it.each<[string, unknown]>([
    ['$.a', 'text'],
    ['$.a', [1]],
    ['$.a', null],
    ['$.run.b', { run: 'r1' }],
    ['$.run.b', { run: null }],
  ])('at %s does not fit %j', (path, into) => {
    expect(insertAt(path, into, 7)).toBeUndefined();
  });
});

describe('filling a template', () => {
  it('takes paths from the data, the token from the task, and leaves the rest', () => {
    const template = {
      name: 'fn',
      payload: { 'token.$': '$$.Task.Token', 'run.$': '$.run', step: 's', n: 1 },
    };
    expect(fillTemplate(template, { run: { id: 'r1' } }, 't1')).toEqual({
      value: { name: 'fn', payload: { token: 't1', run: { id: 'r1' }, step: 's', n: 1 } },
    });
  });

  it('says which path leads nowhere', () => {
    expect(fillTemplate({ payload: { 'run.$': '$.run' } }, {}, 't1')).toEqual({ missing: '$.run' });
  });
});
