import type { SetFact } from '../accounts/catalog.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint, withArticle } from '../authoring/suggest.ts';
import { compileArgument, compileArguments } from '../conditions/argument.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import {
  checkTemplate,
  compileAssignee,
  compileEffects,
  compileTask,
  type EffectEnv,
  spanOf,
} from '../rules/compile-effects.ts';
import type { SignalType } from '../signals/signal.ts';
import type { TopicKind } from '../touches/channel.ts';
import type { CompiledTemplate } from '../touches/compiled-template.ts';
import type { CompiledStep, CompiledTouch, StepAction } from './journey.ts';
import type { StepJson } from './journey-schema.ts';
import { isTaken, type PlannedStep } from './plan-steps.ts';
import { type CompiledRecipient, compileRecipients } from './recipients.ts';

/** What journeys may name besides what effects do. */
export interface JourneyEnv extends EffectEnv {
  readonly signalTypes: ReadonlyMap<string, SignalType>;
  readonly topics: ReadonlyMap<string, { readonly kind: TopicKind }>;
  readonly compiledTemplates: ReadonlyMap<string, CompiledTemplate>;
}

/** One step with everything it names resolved; undefined after reporting a mistake. */
export function compileStep(
  planned: PlannedStep,
  to: readonly CompiledRecipient[],
  per: SetFact | undefined,
  env: JourneyEnv,
  report: Reporter,
): CompiledStep | undefined {
  const json = planned.step;
  const action = compileAction(json, planned, to, per, env, report);
  if (action === undefined) return undefined;
  return {
    id: planned.id,
    at: json.at === undefined ? undefined : spanOf(json.at),
    after: json.after === undefined ? undefined : spanOf(json.after),
    if: json.if && compileCondition(json.if, env, report.at('if')),
    unless: json.unless && compileCondition(json.unless, env, report.at('unless')),
    next: planned.next,
    taken: isTaken(planned),
    ...action,
  };
}

function compileAction(
  json: StepJson,
  planned: PlannedStep,
  to: readonly CompiledRecipient[],
  per: SetFact | undefined,
  env: JourneyEnv,
  report: Reporter,
): StepAction | undefined {
  if ('touch' in json)
    return { kind: 'touch', touch: compileTouch(json.touch, to, per, env, report.at('touch')) };
  if ('wait' in json) return { kind: 'wait', span: spanOf(json.wait) };
  if ('waitFor' in json) return compileWaitFor(json.waitFor, env, report.at('waitFor'));
  if ('branch' in json) {
    const arms = json.branch.map((arm, i) => ({
      goto: arm.goto,
      when: compileCondition(arm.when, env, report.at('branch', i, 'when')),
    }));
    return {
      kind: 'branch',
      arms: arms.flatMap(({ goto, when }) => (when === undefined ? [] : [{ goto, when }])),
    };
  }
  if ('split' in json) return { kind: 'split', shares: json.split };
  if ('task' in json) {
    const task = compileTask(json.task, env, report.at('task'));
    return task && { kind: 'task', task };
  }
  if ('approval' in json) {
    const { title, by, within, onDecline, onTimeout } = json.approval;
    const assignee = compileAssignee(by, env, report.at('approval', 'by'));
    if (assignee === undefined) return undefined;
    return {
      kind: 'approval',
      approval: { title, by: assignee, within: spanOf(within), onDecline, onTimeout: onTimeout ?? onDecline },
    };
  }
  if ('set' in json) return { kind: 'set', values: compileArguments(json.set, env, report.at('set')) };
  if ('do' in json) return { kind: 'do', effects: compileEffects(json.do, env, report.at('do')) };
  return 'end' in json ? { kind: 'end', reason: json.end } : unknownStep(planned);
}

function unknownStep(planned: PlannedStep): never {
  throw new Error(`step "${planned.id}" is of no known kind`);
}

type TouchJson = Extract<StepJson, { touch: unknown }>['touch'];

function compileTouch(
  json: TouchJson,
  to: readonly CompiledRecipient[],
  per: SetFact | undefined,
  env: JourneyEnv,
  report: Reporter,
): CompiledTouch {
  checkTemplate(json.template, json.channel, env, report.at('template'));
  if (!env.topics.has(json.topic)) {
    report
      .at('topic')
      .error('unknown-topic', `unknown topic "${json.topic}"${hint(json.topic, env.topics.keys())}`);
  }
  const amount =
    json.amount === undefined ? undefined : compileArgument(json.amount, env, report.at('amount'));
  if (amount !== undefined && amount.type !== 'number' && amount.type !== 'money') {
    report.at('amount').error('wrong-type', `an amount is a number, got ${withArticle(amount.type)}`);
  }
  return {
    channel: json.channel,
    template: json.template,
    topic: json.topic,
    to: json.to === undefined ? to : compileRecipients(json.to, per, env, report.at('to')),
    amount,
    with: compileArguments(json.with, env, report.at('with')),
  };
}

function compileWaitFor(
  json: Extract<StepJson, { waitFor: unknown }>['waitFor'],
  env: JourneyEnv,
  report: Reporter,
): StepAction | undefined {
  if (env.brokenSignals?.has(json.signal)) return undefined;
  const signal = env.signalTypes.get(json.signal);
  if (signal === undefined) {
    report
      .at('signal')
      .error('unknown-signal', `unknown signal "${json.signal}"${hint(json.signal, env.signalTypes.keys())}`);
    return undefined;
  }
  const inner = { ...env, items: [...env.items, env.catalog.contacts], signals: [signal] };
  const where =
    json.where === undefined ? undefined : compileCondition(json.where, inner, report.at('where'));
  const keep = compileArguments(json.keep, inner, report.at('keep'));
  return {
    kind: 'waitFor',
    waitFor: { signal, where, within: spanOf(json.within), keep, onTimeout: json.onTimeout },
  };
}
