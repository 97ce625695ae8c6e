import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import type { AccountJson } from '../../../lib/core/accounts/account-json.ts';
import { closeAccount } from '../../../lib/core/accounts/close-account.ts';
import { openAccount } from '../../../lib/core/accounts/open-account.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { decide } from '../../../lib/core/decide.ts';
import { newWork } from '../../../lib/core/work.ts';
import { everyUpdate, START, signalsOf, told } from '../../support/every-update.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld, UNHEARD } from '../../support/world.ts';

const rulebook = everyUpdate();
const OUTSIDE = {
  watermarks: UNHEARD,
  pausedRules: new Set<string>(),
  confirmer: new Confirmer(),
  recordMisses: false,
};
const asText = (json: AccountJson): AccountJson => JSON.parse(JSON.stringify(json));

describe('a stored account', () => {
  it('opens to what it was, for facts of every kind and keys of every spelling', () => {
    const property = fc.property(fc.array(told, { maxLength: 12 }), (list) => {
      const account = newAccount('acme', START, rulebook.rules.length);
      const work = newWork(rulebook, account, OUTSIDE);
      for (const signal of signalsOf(rulebook, list, [...list.keys()])) void decide(work, signal);
      const json = asText(closeAccount(account, rulebook));
      expect(asText(closeAccount(openAccount(json, rulebook), rulebook))).toEqual(json);
    });
    return fc.assert(property, { numRuns: 300 });
  });

  it('is not changed by what is done to the account that was opened from it, nor by the one that it was closed from', async () => {
    const task = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P1D' } };
    const book = rulebookOf({
      rules: {
        low: {
          conditions: when('limit', 'lessThan', 5),
          for: 'P1D',
          event: { type: 'low', params: { effects: [task] } },
        },
      },
    });
    const world = new TestWorld(book, '2026-06-01');
    await world.know('2026-06-01 09:00', { limit: 3 });
    const json = world.json;
    const text = JSON.stringify(json);
    const opened = openAccount(json, book);
    for (const firing of opened.firings[0]?.values() ?? []) firing.state = 'firing';
    expect(JSON.stringify(json)).toBe(text);
    await world.pass('2026-06-10');
    expect(JSON.stringify(json)).toBe(text);
  });

  it('leaves out what the rulebook of today has no name for, and keeps the rest', async () => {
    const before = rulebookOf({
      facts: { old: { type: 'number', meaning: 'Gone tomorrow' } },
      rules: {
        gone: { conditions: when('old', 'equal', 1) },
        stays: { conditions: when('limit', 'equal', 1) },
      },
    });
    const world = new TestWorld(before, '2026-06-01');
    await world.know('2026-06-01 09:00', { old: 1, limit: 1 });
    const after = rulebookOf({
      facts: { added: { type: 'number', meaning: 'New today' } },
      rules: {
        another: { conditions: when('added', 'equal', 1) },
        stays: { conditions: when('limit', 'equal', 1) },
      },
    });
    const account = openAccount(asText(world.json), after);
    const json = closeAccount(account, after);
    expect(json.levels).not.toHaveProperty('old');
    expect(json.levels.limit).toEqual(world.json.levels.limit);
    expect(Object.keys(json.firings)).toEqual(['stays']);
    expect(json.firings.stays).toEqual(world.json.firings.stays);
  });

  it('has facts and rules by names that every object has, without mistaking them for known', () => {
    const book = rulebookOf({
      facts: {
        toString: { type: 'number', meaning: 'A name' },
        valueOf: { type: 'number', meaning: 'A name' },
      },
      rules: { constructor: { conditions: when('valueOf', 'equal', 1) } },
    });
    const json = asText(closeAccount(newAccount('acme', START, book.rules.length), book));
    const account = openAccount(json, book);
    expect(asText(closeAccount(account, book))).toEqual(json);
    expect(account.levels.filter((cell) => cell !== undefined)).toEqual([]);
    expect(account.firings.filter((cell) => cell !== undefined)).toEqual([]);
  });
});
