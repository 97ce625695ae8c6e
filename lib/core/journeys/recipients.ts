import type { Catalog, SetFact } from '../accounts/catalog.ts';
import { type Item, isAlive } from '../accounts/item-set.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint, withArticle } from '../authoring/suggest.ts';
import { compileCondition, compileOperand } from '../conditions/compile-condition.ts';
import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import type { ConditionEnv } from '../conditions/env.ts';
import type { Operand } from '../conditions/operand.ts';
import { type Scope, TRUE } from '../conditions/scope.ts';
import type { RecipientsJson } from './journey-schema.ts';

/** One way to find whom a touch goes to; of a list, the first that finds anybody. */
export type CompiledRecipient =
  | { readonly kind: 'subject' }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'persona'; readonly persona: string }
  | { readonly kind: 'fact'; readonly contact: Operand }
  | {
      readonly kind: 'every';
      /** Roles, or everybody when undefined. */
      readonly roles: ReadonlySet<string> | undefined;
      readonly max: number;
      readonly where: CompiledCondition | undefined;
      readonly depth: number;
    };

/** The role that everybody without one falls back to: that role, else the earliest contact that can be reached. */
const PRIMARY = 'primary';

export function compileRecipients(
  json: RecipientsJson,
  per: SetFact | undefined,
  env: ConditionEnv,
  report: Reporter,
): CompiledRecipient[] {
  const list = Array.isArray(json) ? json : [json];
  const compiled: CompiledRecipient[] = [];
  for (const [i, one] of list.entries()) {
    const at = Array.isArray(json) ? report.at(i) : report;
    if (typeof one === 'string') {
      if (one === 'subject') {
        if (per !== env.catalog.contacts)
          at.error(
            'wrong-subject',
            '"subject" is for journeys with "per": "contact": name a role, or say "per"',
          );
        compiled.push({ kind: 'subject' });
      } else {
        checkRole(one, env.catalog, at);
        compiled.push({ kind: 'role', role: one });
      }
    } else if ('persona' in one) {
      checkPersona(one.persona, env.catalog, at.at('persona'));
      compiled.push({ kind: 'persona', persona: one.persona });
    } else if ('every' in one) {
      const roles =
        one.every === 'contact'
          ? undefined
          : new Set(typeof one.every === 'string' ? [one.every] : one.every);
      if (roles !== undefined) {
        for (const [n, role] of [one.every].flat().entries())
          checkRole(role, env.catalog, typeof one.every === 'string' ? at.at('every') : at.at('every', n));
      }
      const inner = { ...env, items: [...env.items, env.catalog.contacts] };
      const where = one.where === undefined ? undefined : compileCondition(one.where, inner, at.at('where'));
      compiled.push({ kind: 'every', roles, max: one.max, where, depth: env.items.length });
    } else {
      const contact = compileOperand(one, env, at);
      if (contact === undefined) continue;
      if (contact.type !== 'string')
        at.error(
          'wrong-type',
          `a contact is named by a string, "${one.fact}" is ${withArticle(contact.type)}`,
        );
      compiled.push({ kind: 'fact', contact });
    }
  }
  return compiled;
}

function checkRole(role: string, catalog: Catalog, report: Reporter): void {
  const words = catalog.contacts.fields.get('roles')?.in;
  if (words === undefined || words.has(role) || role === PRIMARY) return;
  report.error('unknown-role', `unknown role "${role}"${hint(role, [...words, PRIMARY])}`);
}

function checkPersona(persona: string, catalog: Catalog, report: Reporter): void {
  const field = catalog.contacts.fields.get('persona');
  if (field === undefined) {
    report.error('unknown-field', 'contacts have no field "persona": add it to facts.json, or name a role');
  } else if (field.in !== undefined && !field.in.has(persona)) {
    report.error('unknown-persona', `unknown persona "${persona}"${hint(persona, field.in)}`);
  }
}

/** Field indexes of contacts that finding somebody reads. */
export interface ContactFields {
  readonly roles: number;
  readonly persona: number | undefined;
  readonly leftAt: number;
  readonly reachable: number;
}

function contactFields(catalog: Catalog): ContactFields {
  const index = (name: string) => catalog.contacts.fields.get(name)?.index;
  return {
    roles: index('roles') ?? 0,
    persona: index('persona'),
    leftAt: index('leftAt') ?? 0,
    reachable: index('reachable') ?? 0,
  };
}

/** Contact ids, each once, in a stable order; empty when nobody can be found. */
export function findRecipients(
  list: readonly CompiledRecipient[],
  catalog: Catalog,
  subject: string,
  scope: Scope,
): string[] {
  const fields = contactFields(catalog);
  const present = [...(scope.account.sets[catalog.contacts.index]?.items.values() ?? [])]
    .filter((item) => isAlive(item) && item.fields[fields.leftAt] === undefined)
    .sort((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
  for (const recipient of list) {
    const found = find(recipient, present, fields, subject, scope);
    if (found.length > 0) return found;
  }
  return [];
}

function find(
  recipient: CompiledRecipient,
  present: readonly Item[],
  fields: ContactFields,
  subject: string,
  scope: Scope,
): string[] {
  const reachable = present.filter((item) => item.fields[fields.reachable]?.value === true);
  const first = (test: (item: Item) => boolean) =>
    reachable
      .filter(test)
      .slice(0, 1)
      .map((item) => item.key);
  switch (recipient.kind) {
    case 'subject':
      return present.filter((item) => item.key === subject).map((item) => item.key);
    case 'role': {
      const withRole = first((item) => hasRole(item, fields, recipient.role));
      return withRole.length === 0 && recipient.role === PRIMARY ? first(() => true) : withRole;
    }
    case 'persona': {
      const { persona } = fields;
      return persona === undefined ? [] : first((item) => item.fields[persona]?.value === recipient.persona);
    }
    case 'fact': {
      const id = recipient.contact.read(scope);
      return present.filter((item) => item.key === id).map((item) => item.key);
    }
    case 'every':
      return reachable
        .filter(
          (item) =>
            recipient.roles === undefined || [...recipient.roles].some((role) => hasRole(item, fields, role)),
        )
        .filter((item) => matches(recipient.where, recipient.depth, item, scope))
        .slice(0, recipient.max)
        .map((item) => item.key);
  }
}

function hasRole(item: Item, fields: ContactFields, role: string): boolean {
  const roles = item.fields[fields.roles]?.value;
  return Array.isArray(roles) && roles.includes(role);
}

function matches(where: CompiledCondition | undefined, depth: number, item: Item, scope: Scope): boolean {
  if (where === undefined) return true;
  const outer = scope.items[depth];
  scope.items[depth] = item;
  const result = where.evaluate(scope);
  scope.items[depth] = outer;
  return result === TRUE;
}
