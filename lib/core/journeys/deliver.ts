import { zoneOf } from '../accounts/account.ts';
import type { LevelValue } from '../accounts/cell.ts';
import { readArguments } from '../conditions/argument.ts';
import { comparable } from '../conditions/level-operand.ts';
import type { Instant } from '../time/instant.ts';
import { countsTowardsCaps } from '../touches/guardrails.ts';
import {
  type DeliveryFacts,
  type DeliveryPlan,
  type KillSwitch,
  planDelivery,
} from '../touches/plan-delivery.ts';
import { sendKey } from '../touches/send-key.ts';
import { itemOf, record, type Work } from '../work.ts';
import { journeyOf, runNaming } from './change-runs.ts';
import { ContactView } from './contact-view.ts';
import type { CompiledJourney, CompiledTouch } from './journey.ts';
import { expireApproval, openApproval } from './open-approval.ts';
import { findRecipients } from './recipients.ts';
import type { Delivery, OpenRun, RunStep } from './run.ts';
import { scopeOfRun } from './watch-runs.ts';

/** A snapshot of what may stop or delay a touch, from outside the account. The claim before sending verifies it. */
export interface Guards {
  readonly kill: KillSwitch;
  /** Whether nothing may go to this address any more, whoever it belongs to. */
  isSuppressed(addressKey: string): boolean;
  /** Counted sends to this address, by any account, ascending, of at least the last 32 days. */
  contactSends(addressKey: string): readonly Instant[];
  /** Counted sends to contacts of this account, likewise. */
  accountSends(): readonly Instant[];
}

/**
 * Tries every recipient of a touch whose time has come. Each has its own due time; the step ends (`done`) when all of
 * them have settled: sent, or suppressed for a reason that is on record.
 */
export function deliverTouch(
  work: Work,
  run: OpenRun,
  step: RunStep,
  touch: CompiledTouch,
  journey: CompiledJourney,
  guards: Guards,
  done: () => void,
): void {
  const naming = {
    ...runNaming(run),
    step: step.id,
    channel: touch.channel,
    template: touch.template,
    topic: touch.topic,
  };
  if (step.deliveries === undefined) {
    const found = findRecipients(
      touch.to,
      work.rulebook.catalog,
      run.subject,
      scopeOfRun(work, run, journey),
    );
    step.deliveries = found.map((contact) => ({
      contact,
      dueAt: work.now,
      at: work.now,
      state: 'waiting',
      reason: undefined,
    }));
    if (found.length === 0) {
      record(work, 'touch-suppressed', { ...naming, reason: 'no-recipient' });
      done();
      return;
    }
    if (needsApproval(work, run, touch, journey)) askApproval(work, run, step, touch, journey);
  } else if (step.approval === 'asked' && step.deliveries.every((one) => one.at <= work.now)) {
    step.approval = 'expired';
    expireApproval(work, step.task);
    step.task = undefined;
  }
  for (const delivery of step.deliveries) {
    if (delivery.state === 'waiting' && delivery.at <= work.now)
      deliver(work, run, step, delivery, touch, journey, guards, naming);
  }
  const waiting = step.deliveries.filter((one) => one.state === 'waiting');
  if (waiting.length === 0) done();
  else step.wakeAt = Math.min(...waiting.map((one) => one.at));
}

/**
 * Counted sends that this work has decided and nobody has acted on yet: the guards do not know of them, whether they
 * are of this step or of another one that is due at the same instant.
 */
function pendingSends(work: Work, addressKey?: string): Instant[] {
  return work.effects.flatMap((effect) => {
    if (effect.kind !== 'send' || !effect.counted || effect.status !== 'live') return [];
    return addressKey === undefined || effect.addressKey === addressKey ? [effect.at] : [];
  });
}

function needsApproval(work: Work, run: OpenRun, touch: CompiledTouch, journey: CompiledJourney): boolean {
  const approval = work.rulebook.guardrails.topics.get(touch.topic)?.approval;
  if (approval === undefined || touch.amount === undefined) return false;
  const amount = touch.amount.read(scopeOfRun(work, run, journey));
  const major = amount === undefined ? undefined : comparable(amount, work.rulebook);
  return typeof major !== 'number' || major > approval.over;
}

function askApproval(
  work: Work,
  run: OpenRun,
  step: RunStep,
  touch: CompiledTouch,
  journey: CompiledJourney,
): void {
  const approval = work.rulebook.guardrails.topics.get(touch.topic)?.approval;
  if (approval === undefined) return;
  step.task = openApproval(
    work,
    run,
    step,
    `Approve the offer of ${run.journey}`,
    approval.by,
    approval.within,
    journey,
  );
  step.approval = 'asked';
  const due = work.account.tasks.find((one) => one.id === step.task)?.dueAt ?? work.now;
  for (const delivery of step.deliveries ?? []) delivery.at = due;
}

type Naming = Parameters<typeof record>[2];

/** Whether a person has paused the account. */
function isPaused(work: Work): boolean {
  const fact = work.rulebook.catalog.facts.get('paused');
  return fact !== undefined && work.account.levels[fact.index]?.value === true;
}

/** Topics, or kinds of topic, that another open live run keeps silent. */
function mutedBy(work: Work, run: OpenRun): ReadonlySet<string> {
  const muted = new Set<string>();
  for (const other of work.account.runs) {
    if (other !== run && other.status === 'live')
      for (const one of journeyOf(work, other).mutes) muted.add(one);
  }
  return muted;
}

function deliver(
  work: Work,
  run: OpenRun,
  step: RunStep,
  delivery: Delivery,
  touch: CompiledTouch,
  journey: CompiledJourney,
  guards: Guards,
  naming: Naming,
): void {
  const { catalog, guardrails } = work.rulebook;
  const contact = itemOf(work.account, catalog.contacts, delivery.contact);
  const about = new ContactView(catalog, contact);
  const accountZone = zoneOf(work.account, catalog);
  const addressKey = about.text('addressKey') ?? delivery.contact;
  const request = {
    topic: touch.topic,
    channel: touch.channel,
    zone: about.zone() ?? accountZone,
    accountZone,
    dueAt: delivery.dueAt,
    journey: run.journey,
  };
  const facts: DeliveryFacts = {
    kill: guards.kill,
    suppressedAddress: guards.isSuppressed(addressKey),
    withdrawnTopics: new Set(about.words('withdrawn')),
    reachable: about.isReachable(),
    paused: isPaused(work),
    mutedTopics: mutedBy(work, run),
    contactSends: [...guards.contactSends(addressKey), ...pendingSends(work, addressKey)],
    accountSends: [...guards.accountSends(), ...pendingSends(work)],
    approval: step.approval,
  };
  const plan: DeliveryPlan = planDelivery(guardrails, request, facts, work.now);
  const said = { ...naming, contact: delivery.contact };
  switch (plan.action) {
    case 'later':
      record(work, 'touch-delayed', { ...said, reason: plan.reason, until: plan.at, detail: plan.detail });
      delivery.at = plan.at;
      delivery.reason = plan.reason;
      return;
    case 'skip':
      record(work, 'touch-suppressed', { ...said, reason: plan.reason, detail: plan.detail });
      delivery.state = 'settled';
      delivery.reason = plan.reason;
      return;
    case 'ask-approval':
      throw new Error(`approval of ${step.id} was asked before`);
    case 'send': {
      const key = sendKey(run.id, step.id, step.epoch, delivery.contact, touch.channel);
      const counted = countsTowardsCaps(guardrails, touch.topic, touch.channel);
      const values: Record<string, LevelValue> = readArguments(touch.with, scopeOfRun(work, run, journey));
      record(work, 'touch', { ...said, key });
      work.effects.push({
        kind: 'send',
        key,
        status: run.status,
        run: run.id,
        journey: run.journey,
        definition: run.definition,
        step: step.id,
        contact: delivery.contact,
        addressKey,
        channel: touch.channel,
        template: touch.template,
        topic: touch.topic,
        counted,
        with: values,
        runValues: { ...run.values },
        at: work.now,
      });
      delivery.state = 'settled';
      delivery.reason = undefined;
    }
  }
}
