import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Oracle } from '../../support/event-ruler/oracle.ts';
import { RECORDED_CASES } from '../../support/event-ruler/recorded-cases.ts';
import { whyWithoutOracle } from '../../support/event-ruler/why-without-oracle.ts';

const missing = whyWithoutOracle();
if (missing !== undefined) {
  // Without Java there is nobody to ask whether the records are right; our own answers are checked all the same.
  describe.skip(missing, () => it('is left out', () => undefined));
} else {
  describe('event-ruler answers as it is recorded', () => {
    let oracle: Oracle;
    beforeAll(() => {
      oracle = new Oracle();
    });
    afterAll(() => oracle.close());

    it.each([...Map.groupBy(RECORDED_CASES, (one) => one.topic)])('%s', async (_topic, cases) => {
      const answers = await oracle.ask(cases);
      const recorded = cases.map(({ line, theirs }) => ({ line, answer: theirs }));
      const given = answers.map(({ answer }, i) => ({ line: cases[i]?.line, answer }));
      expect(given).toEqual(recorded);
    });
  });
}
