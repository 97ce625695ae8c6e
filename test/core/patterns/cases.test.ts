import { describe, expect, it } from 'vitest';
import { ourAnswer } from '../../support/event-ruler/our-answer.ts';
import { RECORDED_CASES } from '../../support/event-ruler/recorded-cases.ts';

describe('the table of cases', () => {
  it('has more than 500 cases, each once, and says why where event-ruler answers otherwise', () => {
    expect(RECORDED_CASES.length).toBeGreaterThan(500);
    const asked = new Set(RECORDED_CASES.map(({ pattern, event }) => `${pattern} ${event}`));
    expect(asked.size).toBe(RECORDED_CASES.length);
    const unexplained = RECORDED_CASES.filter((one) => one.ours !== one.theirs && one.note === undefined);
    expect(unexplained).toEqual([]);
  });
});

for (const [topic, cases] of Map.groupBy(RECORDED_CASES, (one) => one.topic)) {
  describe(topic, () => {
    it.each(cases)('$ours: $pattern and $event (line $line)', ({ ours, pattern, event }) => {
      expect(ourAnswer({ pattern, event }).answer).toBe(ours);
    });
  });
}
