import type { Rulebook } from '../../core/rulebook.ts';
import { resolveAccount } from '../lists/resolve-account.ts';
import { ActError, type Acts } from '../product/acts.ts';
import { type ActPorts, readKill } from './act-ports.ts';
import { ContactActs } from './contact-acts.ts';
import { ControlActs } from './control-acts.ts';
import { TaskActs } from './task-acts.ts';

/** The acts of people, on these stores. */
export function newActs(ports: ActPorts, rulebook: Rulebook): Acts {
  const tasks = new TaskActs(ports);
  const contacts = new ContactActs(ports);
  const control = new ControlActs(ports, rulebook);
  const idOf = async (account: string) => {
    const id = await resolveAccount(ports.accounts, ports.directory, account);
    if (id === undefined) throw new ActError('not-found', `there is no account "${account.slice(0, 80)}"`);
    return id;
  };
  return {
    completeTask: (by, task, how) => tasks.complete(by, task, how),
    assignTask: (by, task, assignee) => tasks.assign(by, task, assignee),
    snoozeTask: (by, task, until, reason) => tasks.snooze(by, task, until, reason),
    decideApproval: (by, task, decision, reason) => tasks.decide(by, task, decision, reason),
    pauseAccount: async (by, account, paused, reason) =>
      control.pauseAccount(by, await idOf(account), paused, reason),
    stopRun: (by, run, reason) => control.stopRun(by, run, reason),
    kill: (by, scope, id, on, reason) => control.kill(by, scope, id, on, reason),
    killState: () => readKill(ports.settings),
    feedback: (by, touch, type, detail) => contacts.feedback(by, touch, type, detail),
    eraseContact: async (by, contact, account) =>
      contacts.erase(by, contact, account === undefined ? undefined : await idOf(account)),
    resumeRule: (by, rule, release) => control.resumeRule(by, rule, release),
    suppressAddresses: (by, addresses, reason) => contacts.suppressAddresses(by, addresses, reason),
    readUnsubscribe: (token) => ports.readUnsubscribe(token),
    unsubscribe: (token) => contacts.unsubscribe(token),
    createToken: (by, name, role) => control.createToken(by, name, role),
  };
}
