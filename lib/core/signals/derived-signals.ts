import type { LevelValue } from '../accounts/cell.ts';
import { sha256Hex } from '../authoring/canonical-json.ts';
import type { Work } from '../work.ts';
import type { Signal } from './signal.ts';
import type { SignalTypeJson } from './signal-schema.ts';

/** Where acts of people come from. Nobody outside may say so: who is named there has done it. */
export const ACTS_SOURCE = 'touchline/acts';

const header = { $schema: '', owner: 'touchline' };
const words = { type: 'string' } as const;
const touched = { touch: words, topic: words, template: words };

/**
 * Signal types that Touchline brings: those that it derives itself, and the acts of people, which are signals too
 * (DESIGN §10). Written as an author would; their source is `touchline`.
 */
export const OWN_SIGNALS: readonly SignalTypeJson[] = [
  own('segment.changed', 'The segment changed', { from: words, to: words }),
  own('stage.changed', 'A stage began or ended', { track: words, from: words, to: words }),
  own('health.changed', 'The health band changed', { from: words, to: words, score: { type: 'number' } }),
  act('task.completed', 'A person completed a task', {
    task: words,
    outcome: { ...words, optional: true },
    fields: { type: 'list', optional: true },
  }),
  act('task.assigned', 'A person gave a task to somebody', { task: words, assignee: words }),
  act('task.snoozed', 'A person put a task off', { task: words, until: { type: 'instant' }, reason: words }),
  act('approval.decided', 'A person approved or declined', {
    task: words,
    decision: { ...words, in: ['approve', 'decline'] },
    reason: { ...words, optional: true },
  }),
  act('run.stopped', 'A person ended a run', { run: words, reason: { ...words, optional: true } }),
  act('rule.released', 'A person let a paused rule do what it had held back', { rule: words }),
  act(
    'account.paused',
    'A person paused or resumed all touches',
    { paused: { type: 'boolean' }, reason: { ...words, optional: true } },
    [{ set: 'paused', to: { from: 'paused' } }],
  ),
  act('consent.changed', 'A contact withdrew or gave consent, by topic', { withdrawn: { type: 'list' } }, [
    { set: 'contact.withdrawn', to: { from: 'withdrawn' } },
  ]),
  act('contact.erased', 'All that is personal of a contact was deleted', {}, [
    { remove: 'contacts', key: { from: 'contact' } },
  ]),
  act('address.suppressed', 'The address is not to be written to any more', { reason: words }, [
    { set: 'contact.reachable', to: false },
  ]),
  act('touch.delivered', 'The provider delivered a touch', touched),
  act('touch.opened', 'A contact opened a touch', touched),
  act('touch.clicked', 'A contact followed a link of a touch', touched),
  act('touch.bounced', 'The address of a touch does not exist any more', touched, [
    { set: 'contact.reachable', to: false },
  ]),
  act('touch.complained', 'A contact reported a touch as unwanted', touched, [
    { set: 'contact.reachable', to: false },
  ]),
];

function own(
  id: string,
  description: string,
  payload: SignalTypeJson['payload'],
  updates: SignalTypeJson['updates'] = [],
): SignalTypeJson {
  return { ...header, id, description, source: 'touchline', payload, updates };
}

/** An act of a person, or of a provider: `by` says whose. */
function act(
  id: string,
  description: string,
  payload: SignalTypeJson['payload'],
  updates: SignalTypeJson['updates'] = [],
): SignalTypeJson {
  return own(id, description, { ...payload, by: { ...words, optional: true } }, updates);
}

/** A signal that a decision gives rise to, at the decision's own instant. Its id follows from what it says. */
export function derivedSignal(work: Work, type: string, data: Readonly<Record<string, LevelValue>>): Signal {
  const signalType = work.rulebook.signalTypes.get(type);
  if (signalType === undefined) throw new Error(`the signal type "${type}" is not in the rulebook`);
  const id = sha256Hex(JSON.stringify([work.account.id, type, work.now, data])).slice(0, 24);
  const values: LevelValue[] = [];
  for (const field of signalType.fields.values()) {
    const value = data[field.name];
    if (value !== undefined) values[field.index] = value;
  }
  return {
    id,
    source: 'touchline',
    key: `touchline|${id}`,
    type: signalType,
    account: work.account.id,
    contact: undefined,
    addressKey: undefined,
    time: work.now,
    receivedAt: work.now,
    values,
  };
}
