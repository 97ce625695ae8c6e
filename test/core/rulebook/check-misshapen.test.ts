import { describe, expect, it } from 'vitest';
import { formatIssue, type Issue, sortIssues } from '../../../lib/core/authoring/issue.ts';
import { readDocuments } from '../../../lib/core/rulebook/read-documents.ts';
import { asRulebook, RULEBOOK_FILES } from '../../support/authoring/rulebook-files.ts';
import { toldOf } from '../../support/authoring/told-issues.ts';

/** The rulebook with several passages of one file replaced. */
function changed(path: string, ...changes: readonly (readonly [passage: string, instead: string])[]) {
  let text = RULEBOOK_FILES[path] ?? '';
  for (const [passage, instead] of changes) {
    if (!text.includes(passage)) throw new Error(`"${passage}" is not in ${path}`);
    text = text.replace(passage, instead);
  }
  return { ...RULEBOOK_FILES, [path]: text };
}

describe('a rule with mistakes in its shape', () => {
  it('has the names in its other comparisons and effects told at once', () => {
    const files = changed(
      'risk/login-drop.json',
      ['"repeatAfter"', '"repeatafter"'],
      ['"fact": "status"', '"fact": "statsu"'],
      ['"title": "Logins fell"', '"tilte": "Logins fell"'],
      ['"startJourney": { "id": "welcome"', '"startJourney": { "id": "welcom"'],
      ['"flagged": false', '"flaged": false'],
    );
    expect(toldOf(files)).toEqual([
      'rules/risk/login-drop.json:12:36 error unknown fact "statsu", did you mean "status"?',
      'rules/risk/login-drop.json:16:3 error unknown key "repeatafter", did you mean "repeatAfter"?',
      'rules/risk/login-drop.json:24:13 error unknown key "tilte", did you mean "title"?',
      'rules/risk/login-drop.json:29:58 error unknown journey "welcom", did you mean "welcome"?',
      'rules/risk/login-drop.json:33:32 error unknown fact "flaged", did you mean "flagged"?',
    ]);
  });

  it('has the names beside a comparison told that is not right itself, under "not" and "any" too', () => {
    const files = changed(
      'risk/login-drop.json',
      ['"per": "week"', '"per": "weeks"'],
      [
        '[{ "fact": "status", "operator": "equal"',
        '[{ "fact": "arr" }, { "fact": "status", "operator": "eqal"',
      ],
    );
    expect(toldOf(files).map((line) => line.replace(/^\S+ error /, '').replace(/ \(.*/, ''))).toEqual([
      '"per" cannot be "weeks", did you mean "week"?',
      '"operator" is missing',
      '"value" is missing',
      'unknown operator "eqal", did you mean "equal"?',
    ]);
  });

  it('is not asked for what belongs to a subject or a signal that is not right', () => {
    const shape = (path: string, passage: string, instead: string) =>
      toldOf(changed(path, [passage, instead]));
    expect(shape('risk/low-nps.json', '"on": ["nps.responded"]', '"onn": ["nps.responded"]')).toEqual([
      'rules/risk/low-nps.json:4:3 error unknown key "onn", did you mean "on"?',
    ]);
    expect(shape('risk/sponsor-stale.json', '"each": "contacts"', '"each": ["contacts"]')).toHaveLength(1);
  });
});

describe('a journey with mistakes in its shape', () => {
  it('has the names in its other steps and conditions told at once', () => {
    const files = changed(
      'journeys/welcome.json',
      ['"priority": 50', '"priority": "50"'],
      ['"template": "hello"', '"template": "helo"'],
      ['"P14D"', '"14 days"'],
      ['"fact": "seats", "operator": "lessThan"', '"fact": "saets", "operator": "lessThan"'],
      ['"value": "trial"', '"value": "trail"'],
      ['"on": "contract.signed"', '"on": "contract.singed"'],
      ['"condition": "has-champion"', '"condition": "has-champoin"'],
    );
    expect(toldOf(files).map((line) => line.replace(/^\S+welcome.json:(\d+):\d+ error /, '$1 '))).toEqual([
      '3 "priority" takes a number, got string "50", did you mean 50?',
      '5 unknown signal "contract.singed", did you mean "contract.signed"?',
      '10 unknown condition "has-champoin", did you mean "has-champion"?',
      '11 "status" has no value "trail", did you mean "trial"?',
      '13 unknown template "helo", did you mean "hello"?',
      '19 a span is ISO 8601 such as "P7D" or "PT4H", or "2 business days", got string "14 days", did you mean "P14D"?',
      '26 unknown fact "saets", did you mean "seats"?',
    ]);
  });
});

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

/** The text of a file with what stands at the path replaced, or taken out where nothing is given. */
function damaged(text: string, path: Path, instead: unknown): string {
  const value = JSON.parse(text);
  const parent = path.slice(0, -1).reduce((at, key) => at[key], value);
  const last = path.at(-1) ?? '';
  if (instead !== undefined) parent[last] = instead;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return JSON.stringify(value, undefined, 1);
}

describe('a single mistake in the shape of a right file', () => {
  const AUTHORED = Object.keys(RULEBOOK_FILES).filter((path) =>
    /^(?:risk|journeys)\/[a-z-]+\.json$/.test(path),
  );

  it.each(AUTHORED)('is never told a second time as something else, wherever it stands: %s', (path) => {
    const text = RULEBOOK_FILES[path] ?? '';
    let misshapen = 0;
    for (const place of pathsIn(JSON.parse(text))) {
      for (const instead of [undefined, { zzz: 1 }]) {
        const files = { ...RULEBOOK_FILES, [path]: damaged(text, place, instead) };
        const shape: Issue[] = [];
        if (readDocuments(asRulebook(files), 'rules', shape).misshapen.length === 0) continue;
        misshapen += 1;
        expect(toldOf(files), place.join('.')).toEqual(sortIssues(shape).map(formatIssue));
      }
    }
    expect(misshapen).toBeGreaterThan(20);
  });
});
