import { describe, expect, it } from 'vitest';
import { readMistakes } from '../support/authoring/read-mistakes.ts';
import { edited, RULEBOOK_FILES } from '../support/authoring/rulebook-files.ts';
import { toldOfTests } from '../support/authoring/told-issues.ts';

const TESTS = 'risk/login-drop.test.json';
const mistakes = readMistakes('test/replay/fixtures/mistakes-in-tests.txt');

describe('a test file', () => {
  it('that names only what is there has no mistake', () => {
    expect(toldOfTests(TESTS, RULEBOOK_FILES[TESTS] ?? '')).toEqual([]);
  });

  it.each(mistakes.map((mistake) => [mistake.title, mistake] as const))(
    'is told what is wrong, and where: %s',
    (_title, { path, passage, instead, told }) => {
      expect(toldOfTests(path, edited(path, passage, instead)[path] ?? '')).toEqual(told);
    },
  );

  it('needs to say which account a signal is of where there are several', () => {
    const two = edited(TESTS, '"acme": { "facts"', '"bolt": {},\n    "acme": { "facts"');
    expect(toldOfTests(TESTS, two[TESTS] ?? '')).toEqual([
      'rules/risk/login-drop.test.json:13:19 error "account" is missing: this test has 2 (bolt, acme)',
      'rules/risk/login-drop.test.json:26:9 error "account" is missing: this test has 2 (bolt, acme)',
      'rules/risk/login-drop.test.json:27:9 error "account" is missing: this test has 2 (bolt, acme)',
    ]);
  });

  it('may bring an account in with a signal, and expect something of it', () => {
    const other = edited(TESTS, '{ "at": "P22D", "type"', '{ "at": "P22D", "account": "bolt", "type"');
    const text = (other[TESTS] ?? '').replace('"P23D": "nothing"', '"P23D": { "firing": { "bolt": [] } }');
    expect(toldOfTests(TESTS, text)).toEqual([]);
  });
});
