import { describe, expect, it } from 'vitest';
import { endStates, stepOfState } from '../../../lib/core/journeys/asl.ts';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import { journeys } from '../../support/journeys.ts';

describe('the step of a state', () => {
  it.each([
    ['welcome', 'welcome'],
    ['check?', 'check'],
    ['written-off:ended', 'written-off'],
    // A step may well be called like the word in front of a state that is no step's.
    ['goal', 'goal'],
    ['goal:ended', 'goal'],
    ['goal:end', undefined],
    ['exit:end', undefined],
    ['stop:end', undefined],
    ['completed:end', undefined],
    ['step:failed', undefined],
  ])('of "%s" is %s', (state, step) => {
    expect(stepOfState(state)).toBe(step);
  });

  it.each(journeys.map((journey) => [journey.id, journey] as const))(
    'is a step of the journey, or none, for every state of %s',
    (_, journey) => {
      const ids = new Set(journey.steps.map((step) => step.id));
      const ends = new Set<string>(Object.values(endStates));
      for (const state of Object.keys(compileAsl(journey).States)) {
        const step = stepOfState(state);
        if (ends.has(state)) expect(step).toBeUndefined();
        else expect(ids).toContain(step);
      }
    },
  );
});
