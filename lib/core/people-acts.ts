import type { LevelValue } from './accounts/cell.ts';
import { isAlive, removeItem } from './accounts/item-set.ts';
import { stepErrors } from './journeys/asl.ts';
import { endRun } from './journeys/change-runs.ts';
import { releaseRule } from './rules/apply-turns.ts';
import { actOnTask } from './rules/task-signals.ts';
import { ACTS_SOURCE } from './signals/derived-signals.ts';
import type { Signal } from './signals/signal.ts';
import { formatInstant, type Instant } from './time/instant.ts';
import { itemOf, record, type Work } from './work.ts';

/** The end of what can be written: a contact who was erased stays so, whatever is said of them later. */
const FOR_GOOD: Instant = Date.UTC(9999, 11, 31);

type Read = (name: string) => LevelValue | undefined;

/** What an act is about, and how that stood before it: for the record. */
interface About {
  readonly run?: string;
  readonly task?: string;
  readonly rule?: string;
  /** Of a touch. */
  readonly key?: string;
  readonly from?: string;
  readonly to?: string;
}

function reader(signal: Signal): Read {
  return (name) => {
    const field = signal.type.fields.get(name);
    return field === undefined ? undefined : signal.values[field.index];
  };
}

/** Who did it, where the signal is an act of somebody. */
export function actorOf(signal: Signal): string | undefined {
  if (signal.source !== ACTS_SOURCE) return undefined;
  const by = reader(signal)('by');
  return typeof by === 'string' ? by : undefined;
}

/** Puts an act on record, with what it changes, before it is folded into the facts that it changes. */
export function recordAct(work: Work, signal: Signal): void {
  if (work.by === undefined) return;
  const read = reader(signal);
  const about = ABOUT[signal.type.id]?.(work, read, signal) ?? {};
  const reason = read('reason');
  record(work, 'acted', {
    ...about,
    reason: signal.type.id,
    ...(signal.contact === undefined ? {} : { contact: signal.contact }),
    ...(typeof reason === 'string' ? { detail: reason } : {}),
  });
}

/** Does what an act asks for beyond the facts that it changed. */
export function takeAct(work: Work, signal: Signal): void {
  const read = reader(signal);
  switch (signal.type.id) {
    case 'run.stopped': {
      const run = work.account.runs.find((one) => one.id === read('run'));
      if (run !== undefined) endRun(work, run, 'stopped', stepErrors.stop);
      return;
    }
    case 'rule.released':
      releaseRule(work, String(read('rule')));
      return;
    case 'contact.erased':
      erase(work, signal);
      return;
    default:
      actOnTask(work, signal);
  }
}

/** Signals about an erased contact are still decided, but nobody is there whom they could be about. */
function erase(work: Work, signal: Signal): void {
  const { contacts } = work.rulebook.catalog;
  const cell = work.account.sets[contacts.index];
  if (cell === undefined || signal.contact === undefined) return;
  removeItem(cell, signal.contact, FOR_GOOD, signal.key, contacts.max);
}

const ABOUT: Readonly<Record<string, (work: Work, read: Read, signal: Signal) => About>> = {
  'task.completed': (work, read) => ofTask(work, read, 'open', read('outcome') ?? 'done'),
  'task.assigned': (work, read) => ofTask(work, read, taskOf(work, read)?.assignee, read('assignee')),
  'task.snoozed': (work, read) =>
    ofTask(work, read, instantText(taskOf(work, read)?.escalations[0]?.at), instantText(read('until'))),
  'approval.decided': (work, read) => ofTask(work, read, 'open', read('decision')),
  'run.stopped': (work, read) => {
    const run = work.account.runs.find((one) => one.id === read('run'));
    return { run: String(read('run')), from: run?.step?.id ?? 'ended', to: 'stopped' };
  },
  'rule.released': (_work, read) => ({ rule: String(read('rule')), from: 'paused', to: 'released' }),
  'account.paused': (work, read) => {
    const fact = work.rulebook.catalog.facts.get('paused');
    const paused = fact !== undefined && work.account.levels[fact.index]?.value === true;
    return { from: String(paused), to: String(read('paused')) };
  },
  'consent.changed': (work, read, signal) => {
    const { contacts } = work.rulebook.catalog;
    const item = itemOf(work.account, contacts, signal.contact ?? '');
    const before = item?.fields[contacts.fields.get('withdrawn')?.index ?? 0]?.value;
    return { from: wordsOf(before), to: wordsOf(read('withdrawn')) };
  },
  'contact.erased': (work, _read, signal) => {
    const item = itemOf(work.account, work.rulebook.catalog.contacts, signal.contact ?? '');
    return { from: item !== undefined && isAlive(item) ? 'known' : 'unknown', to: 'erased' };
  },
  'touch.delivered': ofTouch,
  'touch.opened': ofTouch,
  'touch.clicked': ofTouch,
  'touch.bounced': ofTouch,
  'touch.complained': ofTouch,
};

function taskOf(work: Work, read: Read) {
  return work.account.tasks.find((one) => one.id === read('task'));
}

function ofTask(work: Work, read: Read, from: unknown, to: unknown): About {
  const there = taskOf(work, read) !== undefined;
  return { task: String(read('task')), from: there ? String(from ?? '') : 'closed', to: String(to) };
}

function ofTouch(_work: Work, read: Read): About {
  return { key: String(read('touch')) };
}

/** A task that has escalated for the last time does so no more. */
function instantText(value: LevelValue | undefined): string {
  return typeof value === 'number' ? formatInstant(value) : 'never';
}

function wordsOf(value: LevelValue | undefined): string {
  return Array.isArray(value) ? value.join(' ') : '';
}
