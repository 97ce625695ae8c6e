import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import type { AslDefinition } from '../../../lib/core/journeys/asl.ts';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import { journeyOf, journeys } from '../../support/journeys.ts';

/** The validator writes into the definition that it looks at, so it gets a copy. */
function problems(definition: AslDefinition): string {
  return validate(structuredClone(definition)).errorsText();
}

describe('a compiled journey, looked at by an independent validator', () => {
  it.each(journeys.map((journey) => [journey.id, journey] as const))('is valid: %s', (_, journey) => {
    expect(problems(compileAsl(journey))).toBe('');
  });

  it('is valid when it only ends', () => {
    expect(problems(compileAsl(journeyOf({ steps: [{ id: 'done', end: 'completed' }] })))).toBe('');
  });

  it('would be refused for a state that nothing reaches, and for a path that is none', () => {
    const definition = compileAsl(journeys[0]!);
    const lost = { ...definition, States: { ...definition.States, lost: { Type: 'Succeed' } as const } };
    expect(problems(lost)).toContain('State lost is not reachable');
    const hello = { ...definition.States.hello!, ResultPath: 'ended' } as AslDefinition['States'][string];
    expect(problems({ ...definition, States: { ...definition.States, hello } })).not.toBe('');
  });
});
