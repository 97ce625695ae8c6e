import { describe, expect, it } from 'vitest';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';
import { filesOf, issuesOf, type RulebookParts, when } from '../../support/rulebook.ts';

const told = (parts: RulebookParts) =>
  issuesOf(parts).map(({ severity, file, path, message }) => `${severity} ${file} ${path}: ${message}`);
const over = { id: 'over', end: 'completed' };
const flagged = when('flag', 'equal', true);
const starting = (id: string) => ({
  conditions: flagged,
  event: { type: 'start', params: { effects: [{ exitJourney: id }, { startJourney: id }] } },
});

describe('a live rule that starts a journey', () => {
  it('in shadow is told that nothing will be sent', () => {
    const parts = (status: object): RulebookParts => ({
      rules: { low: starting('win-back') },
      journeys: { 'win-back': { ...status, steps: [over] } },
    });
    const line =
      'warning rules/risk/low.json event.params.effects.1.startJourney: this live rule starts the journey "win-back", which is';
    const unsent = `${line} in shadow: its steps are recorded, and nothing is sent`;
    expect(told(parts({ status: 'shadow' }))).toEqual([unsent]);
    expect(told(parts({ status: undefined }))).toEqual([unsent]);
    expect(told(parts({ status: 'off' }))).toEqual([`${line} off: nothing is started`]);
    expect(told(parts({ status: 'live' }))).toEqual([]);
  });

  it('is told of it in "onResolve" too, and of the steps of a live journey', () => {
    const parts: RulebookParts = {
      rules: { low: { conditions: flagged, onResolve: [{ startJourney: { id: 'win-back' } }] } },
      journeys: {
        'win-back': { status: 'shadow', steps: [over] },
        first: { steps: [over, { id: 'then', do: [{ startJourney: 'win-back' }] }].reverse() },
        unseen: { status: 'shadow', steps: [{ id: 'then', do: [{ startJourney: 'win-back' }] }, over] },
      },
    };
    expect(told(parts).map((line) => line.split(': ')[0])).toEqual([
      'warning rules/journeys/first.json steps.0.do.0.startJourney',
      'warning rules/risk/low.json onResolve.0.startJourney',
    ]);
  });

  it('is not told of it while it is in shadow itself, nor where everything counts as live', () => {
    const parts: RulebookParts = {
      rules: { low: { ...starting('win-back'), status: 'shadow' } },
      journeys: { 'win-back': { status: 'shadow', steps: [over] } },
    };
    expect(told(parts)).toEqual([]);
    const live = { ...parts, rules: { low: starting('win-back') } };
    expect(compileRulebook(filesOf(live), { status: 'live' }).issues).toEqual([]);
  });
});

describe('a live rule that asks whether another fires', () => {
  const asks = (status: object): RulebookParts => ({
    rules: {
      low: { conditions: when('firing', 'equal', true, { rule: 'quiet' }) },
      quiet: { conditions: flagged, ...status },
    },
  });
  const line =
    'warning rules/risk/low.json conditions: this live rule asks whether "quiet" fires, and that is';

  it('that is in shadow or off is told so', () => {
    const unseen = `${line} in shadow: it fires on the record only, and nobody has switched it on yet`;
    expect(told(asks({ status: 'shadow' }))).toEqual([unseen]);
    expect(told(asks({ status: 'off' }))).toEqual([`${line} off: a rule that is off never fires`]);
    expect(told(asks({ status: 'live' }))).toEqual([]);
  });

  it('is told at the "enter" of a journey and through a named condition as well', () => {
    const parts: RulebookParts = {
      conditions: { quietly: when('firing', 'equal', true, { rule: 'quiet' }) },
      rules: { quiet: { conditions: flagged, status: 'shadow' } },
      journeys: { go: { enter: { when: { condition: 'quietly' } }, steps: [over] } },
    };
    expect(told(parts)).toEqual([
      'warning rules/journeys/go.json enter: this live rule asks whether "quiet" fires, and that is in shadow: it fires on the record only, and nobody has switched it on yet',
    ]);
  });
});

describe('a live rule that reads a fact', () => {
  const setting = (status: string) => ({
    status,
    conditions: flagged,
    event: { type: 'set', params: { effects: [{ setFact: { other: true } }] } },
  });
  const low = { conditions: when('other', 'equal', true) };

  it('that only a rule in shadow sets is told that it would wait for ever', () => {
    expect(told({ rules: { low, quiet: setting('shadow') } })).toEqual([
      'warning rules/risk/low.json conditions: this live rule reads "other", which only "quiet" sets, and that is not live',
    ]);
    expect(told({ rules: { low, loud: setting('live'), quiet: setting('shadow') } })).toEqual([]);
  });
});
