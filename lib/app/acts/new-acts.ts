import type { Rulebook } from '../../core/rulebook.ts';
import { resolveAccount } from '../lists/resolve-account.ts';
import { ActError, type Acts } from '../product/acts.ts';
import { type ActPorts, readKill } from './act-ports.ts';
import { ContactActs } from './contact-acts.ts';
import { ControlActs } from './control-acts.ts';
import { TaskActs } from './task-acts.ts';
import { Turns } from './turns.ts';

/** The acts of people, on these stores. Those on one thing take turns. */
export function newActs(ports: ActPorts, rulebook: Rulebook): Acts {
  const tasks = new TaskActs(ports);
  const contacts = new ContactActs(ports);
  const control = new ControlActs(ports, rulebook);
  const turns = new Turns();
  const onTask = <Result>(task: string, act: () => Promise<Result>) => turns.take(`task ${task}`, act);
  const idOf = async (account: string) => {
    const id = await resolveAccount(ports.accounts, ports.directory, account);
    if (id === undefined) throw new ActError('not-found', `there is no account "${account.slice(0, 80)}"`);
    return id;
  };
  return {
    completeTask: (by, task, how) => onTask(task, () => tasks.complete(by, task, how)),
    assignTask: (by, task, assignee) => onTask(task, () => tasks.assign(by, task, assignee)),
    snoozeTask: (by, task, until, reason) => onTask(task, () => tasks.snooze(by, task, until, reason)),
    decideApproval: (by, task, decision, reason) =>
      onTask(task, () => tasks.decide(by, task, decision, reason)),
    pauseAccount: async (by, account, paused, reason) => {
      const id = await idOf(account);
      return turns.take(`account ${id}`, () => control.pauseAccount(by, id, paused, reason));
    },
    stopRun: (by, run, reason) => turns.take(`run ${run}`, () => control.stopRun(by, run, reason)),
    kill: (by, scope, id, on, reason) => turns.take('kill', () => control.kill(by, scope, id, on, reason)),
    killState: () => readKill(ports.settings),
    feedback: (by, touch, type, detail) =>
      turns.take(`touch ${touch}`, () => contacts.feedback(by, touch, type, detail)),
    eraseContact: async (by, contact, account) => {
      const id = account === undefined ? undefined : await idOf(account);
      return turns.take(`contact ${contact}`, () => contacts.erase(by, contact, id));
    },
    resumeRule: (by, rule, release) =>
      turns.take(`rule ${rule}`, () => control.resumeRule(by, rule, release)),
    suppressAddresses: (by, addresses, reason) => contacts.suppressAddresses(by, addresses, reason),
    readUnsubscribe: (token) => ports.readUnsubscribe(token),
    unsubscribe: async (token) => {
      const link = ports.readUnsubscribe(token);
      return link && turns.take(`contact ${link.contact}`, () => contacts.unsubscribe(link));
    },
    createToken: (by, name, role) => turns.take('tokens', () => control.createToken(by, name, role)),
  };
}
