import type { FactJson, FieldJson } from './facts-schema.ts';

/** Facts that Touchline sets itself, declared as an author would declare them. */
export const DERIVED_FACTS: Readonly<Record<string, FactJson>> = {
  segment: { type: 'string', meaning: 'Segment of segments.json, or "unassigned"' },
  'health.score': { type: 'number', meaning: 'Health from 0 to 100, while its trust is high enough' },
  'health.band': {
    type: 'string',
    in: ['green', 'yellow', 'red'],
    meaning: 'Band of the health score, while its trust is high enough',
  },
  'health.trust': {
    type: 'number',
    unit: 'fraction',
    meaning: 'Share of weight backed by known, fresh facts',
  },
  'stage.id': { type: 'string', meaning: 'Stage of the lifecycle track' },
  'stage.enteredAt': { type: 'instant', meaning: 'When that stage began' },
  'stage.dueAt': { type: 'instant', meaning: 'When that stage should be done' },
  'stage.owner': { type: 'string', meaning: 'Who owns that stage' },
  'renewalStage.id': { type: 'string', meaning: 'Stage of the renewal track' },
  'renewalStage.enteredAt': { type: 'instant', meaning: 'When that stage began' },
  'renewalStage.dueAt': { type: 'instant', meaning: 'When that stage should be done' },
  'renewalStage.owner': { type: 'string', meaning: 'Who owns that stage' },
  paused: { type: 'boolean', meaning: 'A person has paused all touches to this account' },
};

/** What every contact has besides the fields of facts.json. None of it is personal data (DESIGN §10). */
export const CONTACT_FIELDS: Readonly<Record<string, FieldJson>> = {
  roles: { type: 'list' },
  zone: { type: 'string' },
  reachable: { type: 'boolean' },
  addressKey: { type: 'string' },
  withdrawn: { type: 'list' },
  leftAt: { type: 'instant' },
};
