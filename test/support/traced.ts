import { explainRule } from '../../lib/app/explain/explain-rule.ts';
import type { Trace } from '../../lib/core/conditions/compiled-condition.ts';
import type { GivenJson } from '../../lib/replay/test-schema.ts';
import { rulebookOf } from './rulebook.ts';
import { at, TestWorld } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

/** When traces are taken: Monday 15 June 2026, two weeks after facts were told of. */
export const TRACED_AT = at('2026-06-15 12:00');

/** A condition as it is traced for an account that these facts were told of at the start of June. */
export async function traceOf(
  conditions: Json,
  facts: GivenJson['facts'] = {},
  outside = {},
): Promise<Trace> {
  const rulebook = rulebookOf({ rules: { asked: { conditions } } });
  const world = new TestWorld(rulebook, '2026-06-01', outside);
  await world.know('2026-06-01', facts);
  for (const [day, logins] of [
    ['2026-06-10', 4],
    ['2026-06-14', 2],
  ] as const)
    if (!('watermarks' in outside)) await world.tell(`${day} 12:00`, 'usage.recorded', { logins });
  await world.pass(TRACED_AT);
  const rule = rulebook.rules.find(({ id }) => id === 'asked');
  const trace = rule && explainRule(world.world.work, rule, []).subjects[0]?.trace;
  if (trace === undefined) throw new Error('nothing was traced');
  return trace;
}
