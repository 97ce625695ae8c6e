import type { LevelValue } from '../accounts/cell.ts';
import { sha256Hex } from '../authoring/canonical-json.ts';
import type { Work } from '../work.ts';
import type { Signal } from './signal.ts';
import type { SignalTypeJson } from './signal-schema.ts';

const header = { $schema: '', owner: 'touchline' };
const words = { type: 'string' } as const;

/**
 * Signal types that Touchline brings: those that it derives itself, and the acts of people, which are signals too
 * (DESIGN §10). Written as an author would; their source is `touchline`.
 */
export const OWN_SIGNALS: readonly SignalTypeJson[] = [
  own('segment.changed', 'The segment changed', { from: words, to: words }),
  own('stage.changed', 'A stage began or ended', { track: words, from: words, to: words }),
  own('health.changed', 'The health band changed', { from: words, to: words, score: { type: 'number' } }),
  own('task.completed', 'A person completed a task', { task: words, outcome: { ...words, optional: true } }),
  own('task.assigned', 'A person gave a task to somebody', { task: words, assignee: words }),
  own('task.snoozed', 'A person put a task off', { task: words, until: { type: 'instant' }, reason: words }),
  own('approval.decided', 'A person approved or declined', {
    task: words,
    decision: { ...words, in: ['approve', 'decline'] },
  }),
  own('consent.changed', 'A contact withdrew or gave consent, by topic', { withdrawn: { type: 'list' } }, [
    { set: 'contact.withdrawn', to: { from: 'withdrawn' } },
  ]),
  own(
    'address.suppressed',
    'The address bounced or complained: nothing goes there any more',
    { reason: words },
    [{ set: 'contact.reachable', to: false }],
  ),
  own('account.paused', 'A person paused or resumed all touches', { paused: { type: 'boolean' } }, [
    { set: 'paused', to: { from: 'paused' } },
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
