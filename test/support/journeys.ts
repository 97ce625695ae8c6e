import type { ConditionJson } from '../../lib/core/conditions/condition-schema.ts';
import type { JourneyJson, StepJson } from '../../lib/core/journeys/journey-schema.ts';

/** Journeys that between them use every kind of step and every way on; all of them pass every check. */

type JourneyPart = Partial<JourneyJson> & { readonly steps: StepJson[] };

/** A journey with what every journey needs, and what the test says. */
export function journeyOf(part: JourneyPart): JourneyJson {
  return {
    $schema: '../schema/journey.json',
    id: 'sample',
    owner: 'cs-ops',
    description: 'A journey of a test',
    priority: 10,
    anchor: 'now',
    reentry: 'never',
    onChange: 'pin',
    to: 'primary',
    ...part,
  };
}

export function emailStep(
  id: string,
  timing: Pick<StepJson, 'at' | 'after' | 'if' | 'unless'> = {},
): StepJson {
  return { id, ...timing, touch: { channel: 'email', template: `sample/${id}`, topic: 'news' } };
}

function is(fact: string, value: string | number | boolean): ConditionJson {
  return { all: [{ fact, operator: 'equal', value }] };
}

const gone = { reason: 'gone', when: is('status', 'gone') };

/** A goal with steps of its own, and a branch on day 30: the low way enters nine states. */
export const gettingStarted = journeyOf({
  id: 'getting-started',
  goal: { when: is('project.published', true), goto: 'applause' },
  exit: [gone, { reason: 'moved-up', when: is('segment', 'named') }],
  steps: [
    emailStep('hello', { at: 'P0D' }),
    {
      id: 'tour',
      at: 'P2D',
      touch: { channel: 'in-app', template: 'start/tour', topic: 'news', to: 'everyone' },
    },
    emailStep('project', { at: 'P6D', unless: is('project.created', true) }),
    emailStep('class', { at: 'P13D' }),
    emailStep('halfway', { at: 'P15D' }),
    {
      id: 'review',
      at: 'P30D',
      branch: [{ when: is('adoption.low', true), goto: 'call' }],
      otherwise: 'over',
    },
    {
      id: 'call',
      task: { reason: 'slow-start', title: 'Ask what is missing', assign: 'csm', dueIn: 'P2D' },
    },
    { id: 'over', end: 'completed' },
    emailStep('applause'),
    { id: 'reached', end: 'goal' },
  ],
});

/** A goal without steps of its own, and an end that waits for its day. */
export const unpaidInvoice = journeyOf({
  id: 'unpaid-invoice',
  per: 'invoice',
  mutes: ['marketing'],
  goal: { when: is('invoice.status', 'paid') },
  exit: [gone],
  steps: [
    emailStep('notice', { at: 'P0D' }),
    emailStep('again', { at: 'P4D' }),
    {
      id: 'phone',
      at: 'P4D',
      if: { all: [{ fact: 'arr', operator: 'greaterThan', value: 9000 }] },
      task: { reason: 'unpaid', title: 'Phone about the invoice', assign: 'csm', dueIn: '1 business day' },
    },
    { id: 'written-off', at: 'P20D', end: 'unpaid' },
  ],
});

/** Several branches and several ends, no goal and no exit. */
export const surveyReply = journeyOf({
  id: 'survey-reply',
  per: 'contact',
  to: 'subject',
  reentry: { after: 'P60D' },
  steps: [
    {
      id: 'sort',
      branch: [
        { when: { all: [{ fact: 'run.score', operator: 'greaterThanInclusive', value: 9 }] }, goto: 'thank' },
        { when: { all: [{ fact: 'run.score', operator: 'greaterThanInclusive', value: 7 }] }, goto: 'ask' },
      ],
      otherwise: 'apologise',
    },
    emailStep('thank'),
    { id: 'thanked', end: 'completed' },
    emailStep('ask'),
    { id: 'asked', end: 'completed' },
    emailStep('apologise', { after: 'PT2H' }),
    {
      id: 'repair',
      task: {
        reason: 'survey-repair',
        title: 'Repair it, or say why not',
        assign: 'csm',
        dueIn: '4 business days',
        outcomes: ['repaired', 'refused'],
        wait: '9 business days',
      },
    },
    {
      id: 'result',
      branch: [
        { when: is('step.repair.outcome', 'repaired'), goto: 'tell' },
        { when: is('step.repair.outcome', 'refused'), goto: 'explain' },
      ],
      otherwise: 'unanswered',
    },
    emailStep('tell'),
    { id: 'told', end: 'completed' },
    emailStep('explain'),
    { id: 'explained', end: 'completed' },
    { id: 'unanswered', end: 'loop-open' },
  ],
});

/** Waits for a signal, keeps what it said, starts another journey, and just stops at the end of the file. */
export const newContact = journeyOf({
  id: 'new-contact',
  per: 'contact',
  needs: { departed: 'contact' },
  exit: [gone],
  steps: [
    {
      id: 'search',
      task: { reason: 'who-is-next', title: 'Find out who is next', assign: 'csm', dueIn: '3 business days' },
    },
    {
      id: 'appointed',
      waitFor: {
        signal: 'contact.role-changed',
        where: is('contact.role', 'champion'),
        within: 'P14D',
        keep: { successor: { fact: 'contact.id' } },
        onTimeout: 'vacant',
      },
    },
    {
      id: 'greet',
      touch: { channel: 'email', template: 'new/greet', topic: 'news', to: { fact: 'run.successor' } },
    },
    { id: 'teach', do: [{ startJourney: { id: 'role-class', for: { fact: 'run.successor' } } }] },
    { id: 'settled', end: 'completed' },
    {
      id: 'vacant',
      task: { reason: 'vacant', title: 'Nobody took over', assign: 'manager', dueIn: 'P2D' },
    },
  ],
});

/** Anchored on a fact, with steps before it; an approval that is declined or runs out. */
export const contractEnd = journeyOf({
  id: 'contract-end',
  anchor: { fact: 'contract.endsOn', late: 'skip', moved: 'restart' },
  reentry: 'perAnchor',
  goal: { when: is('contract.signed', true), goto: 'signed' },
  steps: [
    emailStep('outlook', { at: '-P100D' }),
    {
      id: 'discount',
      at: '-P60D',
      if: is('discount.asked', true),
      approval: {
        title: 'Grant the discount',
        by: 'manager',
        within: 'P10D',
        onDecline: 'remind',
        onTimeout: 'remind',
      },
    },
    emailStep('offer', { if: is('discount.asked', true) }),
    emailStep('remind', { at: '-P10D' }),
    { id: 'term', at: 'P0D', end: 'lapsed' },
    { id: 'signed', end: 'goal' },
  ],
});

/** Weighted arms with a holdout, a branch that may be skipped, values that are set, plain waits. */
export const trial = journeyOf({
  id: 'trial',
  goal: { when: is('plan', 'paid') },
  steps: [
    {
      id: 'draw',
      split: [
        { weight: 45, goto: 'short' },
        { weight: 45, goto: 'long' },
        { weight: 10, goto: 'control', holdout: true },
      ],
    },
    { id: 'control', end: 'control' },
    emailStep('short'),
    { id: 'pause', wait: 'P3D' },
    {
      id: 'skim',
      if: is('seats.many', true),
      branch: [{ when: is('admin.known', true), goto: 'seen' }],
      otherwise: 'finish',
    },
    emailStep('long'),
    { id: 'seen', waitFor: { signal: 'page.viewed', within: 'P7D' } },
    { id: 'mark', set: { 'trial.nurtured': true } },
    emailStep('finish', { after: '1 business day' }),
  ],
});

export const journeys = [gettingStarted, unpaidInvoice, surveyReply, newContact, contractEnd, trial];
