import { describe, expect, it } from 'vitest';
import { idOfFile, kindOfFile } from '../../../lib/core/rulebook/rulebook-file.ts';
import { RULEBOOK_FILES } from '../../support/authoring/rulebook-files.ts';
import { toldOf } from '../../support/authoring/told-issues.ts';

const RULE = RULEBOOK_FILES['risk/low-nps.json'] ?? '';

describe('what a file is', () => {
  it.each([
    ['facts.json', 'facts', 'facts'],
    ['signals/nps.responded.json', 'signal', 'nps.responded'],
    ['conditions/has-champion.json', 'condition', 'has-champion'],
    ['journeys/smb-onboarding.json', 'journey', 'smb-onboarding'],
    ['templates/onboarding/welcome.json', 'template', 'onboarding/welcome'],
    ['expansion/seat-limit.json', 'rule', 'seat-limit'],
    ['our-own-area/any-rule.json', 'rule', 'any-rule'],
  ] as const)('follows from where it stands: %s is of kind %s, and its id is %s', (path, kind, id) => {
    expect([kindOfFile(path), idOfFile(path, kind)]).toEqual([kind, id]);
  });

  it('does not depend on its name where it is a test or a part of a template', () => {
    expect(kindOfFile('risk/low-nps.test.json')).toBe('test');
    expect(kindOfFile('signals/facts.test.json')).toBe('test');
    expect(kindOfFile('templates/onboarding/welcome.mjml')).toBe('template-part');
  });
});

describe('a file in the wrong place', () => {
  it.each([
    [
      'rule.json',
      'beside the folders stand facts.json, segments.json, stages.json, guardrails.json only; a rule stands in its area\'s folder, such as "risk/rule.json"',
    ],
    ['segment.json', 'no file of this name belongs here, did you mean "segments.json"?'],
    ['risk/eu/low-nps.json', 'files stand directly in the folder of their kind or area: "risk/low-nps.json"'],
    ['risk/notes.md', 'the rulebook has .json files only, and .mjml and .txt beside templates'],
    ['risk/low-nps.json.bak', 'the rulebook has .json files only, and .mjml and .txt beside templates'],
    ['templates/logo.png', 'templates are .json, .mjml and .txt files'],
  ])('is told where it may have been meant to stand: %s', (path, message) => {
    expect(toldOf({ ...RULEBOOK_FILES, [path]: RULE })).toEqual([`rules/${path}:1:1 error ${message}`]);
  });

  it.each([
    ['risk/nps.responded.json', 'signals/nps.responded.json', 'signal', 'rule'],
    ['signals/low-nps.json', 'risk/low-nps.json', 'rule', 'signal'],
    ['journey/welcome.json', 'journeys/welcome.json', 'journey', 'rule'],
    ['conditions/default.json', 'health/default.json', 'health', 'condition'],
  ])('is told by its "$schema", and not by all that does not fit: %s', (path, from, says, stands) => {
    const [told, ...more] = toldOf({ ...RULEBOOK_FILES, [path]: RULEBOOK_FILES[from] ?? '' });
    expect(more).toEqual([]);
    expect(told).toBe(
      `rules/${path}:2:14 error "$schema" says that this is a ${says}, and where it stands it is a ${stands}: move the file, or name the schema ${stands}.json`,
    );
  });

  it('may not have the id of another of its kind', () => {
    expect(toldOf({ ...RULEBOOK_FILES, 'lifecycle/low-nps.json': RULE })).toEqual([
      'rules/risk/low-nps.json:2:43 error the rule "low-nps" is already in rules/lifecycle/low-nps.json: rename one of them',
    ]);
  });

  it('may have the id of another kind, but for a rule and a journey that begins by itself', () => {
    const recover = RULE.replace('"low-nps"', '"recover"');
    expect(toldOf({ ...RULEBOOK_FILES, 'risk/recover.json': recover })).toEqual([]);
    const welcome = RULE.replace('"low-nps"', '"welcome"');
    expect(toldOf({ ...RULEBOOK_FILES, 'risk/welcome.json': welcome })).toEqual([
      'rules/journeys/welcome.json:5:3 error there is a rule "welcome" too: let it start the journey, or give the journey an "enter", not both',
    ]);
  });

  it('may not have the id of a signal that Touchline itself brings', () => {
    const text = (RULEBOOK_FILES['signals/usage.recorded.json'] ?? '').replace(
      'usage.recorded',
      'segment.changed',
    );
    expect(toldOf({ ...RULEBOOK_FILES, 'signals/segment.changed.json': text })).toEqual([
      'rules/signals/segment.changed.json:2:45 error Touchline itself brings the signal "segment.changed": choose another id',
    ]);
  });
});
