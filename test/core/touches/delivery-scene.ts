import {
  type DeliveryFacts,
  type DeliveryRequest,
  planDelivery,
} from '../../../lib/core/touches/plan-delivery.ts';
import { exampleGuardrails } from './example-guardrails.ts';

const guardrails = exampleGuardrails();
export const at = (text: string) => Date.parse(text);

/** Monday 2026-03-02, 10:00 in New York. */
export const MONDAY = at('2026-03-02T15:00:00Z');

export const REQUEST: DeliveryRequest = {
  topic: 'onboarding',
  channel: 'email',
  zone: 'America/New_York',
  accountZone: 'America/New_York',
  dueAt: MONDAY,
  journey: 'smb-onboarding',
};

export const FACTS: DeliveryFacts = {
  kill: { everything: false, journeys: new Set(), topics: new Set() },
  suppressedAddress: false,
  withdrawnTopics: new Set(),
  reachable: true,
  paused: false,
  mutedTopics: new Set(),
  contactSends: [],
  accountSends: [],
  approval: 'not-needed',
};

/** The plan for the example touch with some of its facts and request replaced, at its due time unless said. */
export const plan = (
  facts: Partial<DeliveryFacts> = {},
  request: Partial<DeliveryRequest> = {},
  now: number = request.dueAt ?? MONDAY,
) => planDelivery(guardrails, { ...REQUEST, ...request }, { ...FACTS, ...facts }, now);

export const kill = (what: Partial<DeliveryFacts['kill']>) => ({ kill: { ...FACTS.kill, ...what } });
export const BILLING = { topic: 'billing' };
