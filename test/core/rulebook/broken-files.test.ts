import { describe, expect, it } from 'vitest';
import { edited, RULEBOOK_FILES } from '../../support/authoring/rulebook-files.ts';
import { toldOf } from '../../support/authoring/told-issues.ts';

const without = (path: string) =>
  Object.fromEntries(Object.entries(RULEBOOK_FILES).filter(([name]) => name !== path));
const NEVER_CLOSED = (path: string) =>
  `rules/${path}:1:2 error the file ends here, and the "{" of line 1 is not closed`;

describe('a file that cannot be read', () => {
  it.each([
    ['facts.json', 'facts that everything reads'],
    ['segments.json', 'segments, people and targets that others name'],
    ['stages.json', 'stages that others name'],
    ['guardrails.json', 'topics, senders and escalations that others name'],
    ['signals/nps.responded.json', 'a signal that a rule and a journey wait for'],
    ['conditions/has-champion.json', 'a condition that health and a journey use'],
    ['journeys/welcome.json', 'a journey that a rule starts'],
    ['journeys/recover.json', 'a journey about a contact'],
    ['templates/hello.json', 'a template that journeys send'],
    ['risk/login-drop.json', 'a rule'],
    ['health/default.json', 'a health model'],
  ])('is told once, and not where it is named: %s, %s', (path) => {
    expect(toldOf({ ...RULEBOOK_FILES, [path]: '{' })).toEqual([NEVER_CLOSED(path)]);
  });

  it.each([
    [
      'journeys/welcome.json',
      '"priority": 50',
      '"priority": "50"',
      '3:15 error "priority" takes a number, got string "50", did you mean 50?',
    ],
    [
      'templates/hello.json',
      '"channel": "email"',
      '"channel": "mail"',
      '3:14 error "channel" cannot be "mail", did you mean "email"?',
    ],
    [
      'signals/nps.responded.json',
      '"min": 0',
      '"mim": 0',
      '4:45 error unknown key "mim", did you mean "min"?',
    ],
    [
      'conditions/has-champion.json',
      '"value": 0',
      '"valeu": 0',
      '12:9 error unknown key "valeu", did you mean "value"?',
    ],
    [
      'segments.json',
      '"otherwise"',
      '"otherwize"',
      '17:3 error unknown key "otherwize", did you mean "otherwise"?',
    ],
  ])('in its shape is told there alone: %s', (path, passage, instead, told) => {
    expect(toldOf(edited(path, passage, instead))).toEqual([`rules/${path}:${told}`]);
  });

  it('of a rule leaves its name to the fact "firing"', () => {
    const reads = edited(
      'risk/sponsor-stale.json',
      '{ "fact": "contact.roles", "operator": "contains", "value": "sponsor" }',
      '{ "fact": "firing", "params": { "rule": "login-drop" }, "operator": "equal", "value": true }',
    );
    expect(toldOf({ ...reads, 'risk/login-drop.json': '{' })).toEqual([NEVER_CLOSED('risk/login-drop.json')]);
  });
});

describe('a named condition with a mistake', () => {
  it('is told in its own file, and not at its three uses', () => {
    expect(toldOf(edited('conditions/has-champion.json', '"champion" }', '"champoin" }'))).toEqual([
      'rules/conditions/has-champion.json:9:80 error "contact.roles" has no value "champoin", did you mean "champion"?',
    ]);
  });

  const CONDITION = (id: string, conditions: string) =>
    `{\n  "$schema": "../schema/condition.json", "id": "${id}", "owner": "o", "description": "d",\n  "conditions": ${conditions}\n}\n`;

  it('that uses itself is told where it does', () => {
    const own = CONDITION('own', '{ "not": { "condition": "own" } }');
    expect(toldOf({ ...RULEBOOK_FILES, 'conditions/own.json': own })).toEqual([
      'rules/conditions/own.json:3:41 error the condition "own" uses itself: own → own',
    ]);
  });

  it('that uses itself through others, even inside a count, is told once with the whole circle', () => {
    const files = edited(
      'conditions/has-champion.json',
      '"where": { "fact": "contact.roles", "operator": "contains", "value": "champion" }',
      '"where": { "condition": "b" }',
    );
    files['conditions/b.json'] = CONDITION('b', '{ "all": [{ "condition": "c" }] }');
    files['conditions/c.json'] = CONDITION('c', '{ "any": [{ "condition": "has-champion" }] }');
    expect(toldOf(files)).toEqual([
      'rules/conditions/b.json:3:42 error the condition "b" uses itself: b → c → has-champion → b',
    ]);
  });

  it('that only makes sense elsewhere is told where it is used', () => {
    const files = edited(
      'risk/login-drop.json',
      '"fact": "status", "operator": "equal", "value": "trial"',
      '"condition": "low-score"',
    );
    files['conditions/low-score.json'] = CONDITION(
      'low-score',
      '{ "all": [{ "fact": "signal.score", "operator": "lessThan", "value": 3 }] }',
    );
    expect(toldOf(files)).toEqual([
      'rules/risk/login-drop.json:12:41 error the condition "low-score" cannot be used here: "signal.score" has no meaning here: only a rule with "on" has a signal',
    ]);
  });
});

describe('one slip', () => {
  it('in the subject of a rule is not told again for every name that belongs to it', () => {
    expect(toldOf(edited('risk/sponsor-stale.json', '"each": "contacts"', '"each": "contact"'))).toEqual([
      'rules/risk/sponsor-stale.json:4:11 error "each" names a set, got "contact", did you mean "contacts"?',
    ]);
  });

  it('in a value that a run keeps is not told again where it is read', () => {
    const files = edited(
      'journeys/welcome.json',
      '"onTimeout": "check"',
      '"keep": { "by": { "fact": "signal.scor" } }',
    );
    files['journeys/welcome.json'] = (files['journeys/welcome.json'] ?? '').replace(
      '"fact": "seats", "operator": "lessThan"',
      '"fact": "run.by", "operator": "lessThan"',
    );
    expect(toldOf(files)).toEqual([
      'rules/journeys/welcome.json:20:35 error "nps.responded" has no field "scor", did you mean "score"?',
    ]);
  });
});

describe('several mistakes', () => {
  it('of one file are told at once, of its syntax, its shape and its meaning alike', () => {
    const text = (RULEBOOK_FILES['risk/low-nps.json'] ?? '')
      .replace('"value": 6 }', '"value": "6" }')
      .replace('"champion" }', '"champion" },')
      .replace('"contact.roles"', '"contact.rolse"')
      .replace('"on": ["nps.responded"]', '"on": ["nps.responded", "nps.asked"]')
      .replace('"P30D"', '"P1D",\n  "atMostOncePer": "P2D"')
      .replace('"recover"', '"recovr"');
    expect(toldOf({ ...RULEBOOK_FILES, 'risk/low-nps.json': text })).toEqual([
      'rules/risk/low-nps.json:4:27 error unknown signal "nps.asked" (allowed: segment.changed, stage.changed, health.changed, task.completed, task.assigned, task.snoozed, approval.decided, consent.changed, address.suppressed, account.paused, contract.signed, invoice.opened, nps.responded, usage.recorded)',
      'rules/risk/low-nps.json:7:75 error "signal.score" compares with a number, got string "6", did you mean 6?',
      'rules/risk/low-nps.json:8:17 error a contact has no field "rolse", did you mean "roles"?',
      'rules/risk/low-nps.json:8:79 error this comma is one too many',
      'rules/risk/low-nps.json:12:3 error the key "atMostOncePer" stands here twice, first on line 11: keep one',
      'rules/risk/low-nps.json:13:76 error unknown journey "recovr", did you mean "recover"?',
    ]);
  });

  it('of syntax are told at once, one a line', () => {
    const text = (RULEBOOK_FILES['risk/low-nps.json'] ?? '')
      .replace('"owner": "cs-ops",', '"owner": "cs-ops"')
      .replace('"on":', '// only once\n  "on":')
      .replace('"champion" }', '"champion" },');
    expect(toldOf({ ...RULEBOOK_FILES, 'risk/low-nps.json': text })).toEqual([
      'rules/risk/low-nps.json:2:71 error a comma is missing here, before "description"',
      'rules/risk/low-nps.json:4:3 error JSON has no comments: say it in "description"',
      'rules/risk/low-nps.json:9:79 error this comma is one too many',
    ]);
  });

  it('of shape are told at once, each at its own place', () => {
    const text = (RULEBOOK_FILES['journeys/welcome.json'] ?? '')
      .replace('"priority": 50', '"priority": -1')
      .replace('"P14D"', '"14 days"')
      .replace('"title"', '"tilte"')
      .replace('"end": "goal"', '"ends": "goal"');
    expect(toldOf({ ...RULEBOOK_FILES, 'journeys/welcome.json': text })).toEqual([
      'rules/journeys/welcome.json:3:15 error "priority" is -1, at least 0 is needed',
      'rules/journeys/welcome.json:19:19 error a span is ISO 8601 such as "P7D" or "PT4H", or "2 business days", got string "14 days", did you mean "P14D"?',
      'rules/journeys/welcome.json:29:55 error unknown key "tilte", did you mean "title"?',
      'rules/journeys/welcome.json:32:24 error unknown key "ends", did you mean "end"?',
    ]);
  });

  it('of several files are told at once, in the order of files', () => {
    const files: Record<string, string> = {
      ...edited('risk/login-drop.json', '"value": "trial"', '"value": "trail"'),
      'segments.json': '[]',
    };
    files['guardrails.json'] = '{';
    files['signals/usage.recorded.json'] = (files['signals/usage.recorded.json'] ?? '').replace(
      '"logins"',
      '"login"',
    );
    expect(toldOf(files)).toEqual([
      NEVER_CLOSED('guardrails.json'),
      'rules/risk/login-drop.json:12:76 error "status" has no value "trail", did you mean "trial"?',
      'rules/segments.json:1:1 error this file takes an object, got a list',
      'rules/signals/usage.recorded.json:6:17 error "login" is not a series, did you mean "logins"?',
    ]);
  });
});

describe('a file that is not there', () => {
  it.each(['facts.json', 'segments.json', 'stages.json', 'guardrails.json'])('is told once: %s', (path) => {
    expect(toldOf(without(path))).toEqual([
      `rules/${path}:1:1 error this file is missing: every rulebook has a ${path}`,
    ]);
  });
});
