import { zoneOf } from '../../core/accounts/account.ts';
import type { Effect } from '../../core/effect.ts';
import { nameOf } from '../../core/rules/open-task.ts';
import { DAY_MS, type Instant } from '../../core/time/instant.ts';
import type { KillSwitch } from '../../core/touches/plan-delivery.ts';
import { renderTemplate } from '../../core/touches/render-template.ts';
import { scopeOf, type Work } from '../../core/work.ts';
import { type OncePorts, type SendOutcome, sendOnce, type Verdict } from './send-once.ts';
import { touchValues } from './touch-values.ts';

export type Notice = Extract<Effect, { kind: 'notify' }>;

export interface NoticePorts extends OncePorts {
  kill(): KillSwitch | Promise<KillSwitch>;
}

/** Nobody acts on what was urgent the day before yesterday. */
const WITHIN_MS = DAY_MS;
const NO_TYPES = { with: new Map(), run: new Map() };

/**
 * Tells people inside what a rule or journey noticed, at most once. It is no touch: no guardrail is asked but the
 * switch that stops everything, and nothing in it is about a contact.
 */
export async function sendNotice(
  ports: NoticePorts,
  work: Work,
  notice: Notice,
  now: Instant,
): Promise<SendOutcome> {
  const { key, status, channel, rule, at } = notice;
  const who = nameOf(work, notice.who, scopeOf(work));
  const { id: account } = work.account;
  const addressKey = `notice:${channel}`;
  return sendOnce(
    ports,
    {
      plan: { key, account, addressKey, kind: 'transactional', counted: false, plannedAt: now },
      channel,
      status,
      verify: async () => {
        if ((await ports.kill()).everything) return skip('killed', 'everything is stopped');
        return now < at + WITHIN_MS ? { action: 'send' } : skip('expired:late', '24 hours for a notice');
      },
      prepare: async () => {
        const template = work.rulebook.templates.get(notice.template);
        if (template === undefined || template.channel !== channel) return skip('unknown-template');
        const nothing = {
          contact: undefined,
          item: undefined,
          with: {},
          run: {},
          types: NO_TYPES,
          links: {},
        };
        const values = touchValues(template.needs.keys(), work, nothing);
        const rendered = renderTemplate(template, values, zoneOf(work.account, work.rulebook.catalog));
        if (!rendered.ok) return skip(rendered.reason, rendered.detail);
        return {
          message: {
            key,
            account,
            contact: undefined,
            address: who,
            name: undefined,
            topic: rule,
            kind: 'transactional',
            sender: undefined,
            unsubscribe: undefined,
            at,
            message: rendered.message,
          },
        };
      },
    },
    now,
  );
}

function skip(reason: string, detail?: string): Extract<Verdict, { readonly action: 'skip' }> {
  return { action: 'skip', reason, ...(detail === undefined ? {} : { detail }) };
}
