import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeAccount } from '../../../lib/core/accounts/close-account.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { AccountWorld } from '../../../lib/replay/account-world.ts';
import { newSharedSends } from '../../../lib/replay/shared-sends.ts';
import { told } from '../../support/quiet-days.ts';
import { randomParts } from '../../support/random-rulebook.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { StoredWorld } from '../../support/stored-world.ts';
import { BEGIN, history, historySignals, QUIET_FROM, silence } from '../../support/time-conditions.ts';
import { watermarksOf } from '../../support/until-property.ts';

describe('an account that is stored as JSON text between any two acts', () => {
  it('comes to the same ledger as one that stays in memory: 60 random rulebooks and histories', async () => {
    let lines = 0;
    let started = 0;
    const property = fc.asyncProperty(randomParts, history, silence, async (parts, list, heard) => {
      const rulebook = rulebookOf(parts);
      const outside = {
        watermarks: watermarksOf(heard),
        pausedRules: new Set<string>(),
        confirmer: new Confirmer(),
        recordMisses: false,
      };
      const ledger: string[] = [];
      const kept = new AccountWorld('acme', BEGIN, rulebook, outside, newSharedSends(), (entry) =>
        ledger.push(told(entry)),
      );
      const stored = new StoredWorld('acme', BEGIN, rulebook, outside);
      for (const signal of historySignals(rulebook, list)) {
        await kept.take(signal);
        await stored.take(signal);
      }
      await kept.passTo(QUIET_FROM + 20 * DAY_MS);
      await stored.passTo(QUIET_FROM + 20 * DAY_MS);
      expect(stored.ledger.map(told)).toEqual(ledger);
      const { now: _now, ...rest } = closeAccount(kept.account, rulebook);
      const { now: _then, ...there } = stored.stored;
      expect(there).toEqual(JSON.parse(JSON.stringify(rest)));
      started += ledger.filter((line) => line.includes('run-started')).length;
      lines += ledger.length;
    });
    await fc.assert(property, { numRuns: 60 });
    expect(lines).toBeGreaterThan(1000);
    expect(started).toBeGreaterThan(5);
  });
});
