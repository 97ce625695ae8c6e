import { onlyCodes } from '../authoring/reporter.ts';
import { compileJourney } from '../journeys/compile-journey.ts';
import { compileRule } from '../rules/compile-rule.ts';
import { type CompiledEnv, enterAsRule, enterReport } from './compile-parts.ts';
import type { Documents } from './read-documents.ts';
import { soundJourney, soundRule } from './sound-parts.ts';

/**
 * Mistakes that stand in one place and say all about it: no part that is missing elsewhere in the file can be the
 * reason. Ways between steps, what only a subject, a signal or a run has, and what fits together are judged once the
 * shape of all of it is right.
 */
const OF_THE_PLACE: ReadonlySet<string> = new Set([
  'unknown-fact',
  'unknown-condition',
  'unknown-operator',
  'unknown-rule',
  'unknown-segment',
  'unknown-person',
  'unknown-journey',
  'unknown-template',
  'unknown-topic',
  'unknown-role',
  'unknown-persona',
  'unknown-signal',
  'wrong-operator',
  'wrong-params',
  'wrong-kind',
  'wrong-type',
  'wrong-value',
  'personal-data',
]);

/** Reports what else is wrong with rules and journeys whose shape is not right, in those of their parts that are. */
export function checkMisshapen(documents: Documents, env: CompiledEnv): void {
  for (const { kind, id, value, report } of documents.misshapen) {
    const found = onlyCodes(report, OF_THE_PLACE);
    if (kind === 'rule') {
      compileRule(soundRule(id, value), -1, env, env.signalTypes, found);
      continue;
    }
    const journey = soundJourney(id, value);
    compileJourney(journey, '', env, found);
    const enter = enterAsRule(journey);
    if (enter !== undefined) compileRule(enter, -1, env, env.signalTypes, enterReport(found), journey.id);
  }
}
