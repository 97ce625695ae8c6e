import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runImport } from '../../../../lib/adapters/local/run-import.ts';

const FOLDER = process.env.RAVENSTACK_DIR;

function collect() {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, taken) {
      parts.push(String(chunk));
      taken();
    },
  });
  return { stream, lines: () => parts.join('').split('\n').slice(0, -1) };
}

async function importFolder(folder: string) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  const files = names.map((name) => join(folder, name));
  const out = collect();
  const report = collect();
  const options = { map: 'docs/examples/ravenstack.map.json', files, format: 'json' } as const;
  const code = await runImport(options, { stdout: out.stream, stderr: report.stream });
  return { code, signals: out.lines(), report: report.lines() };
}

// The data set's own terms keep it out of the project: RAVENSTACK_DIR says where its five CSV files are.
describe.skipIf(FOLDER === undefined)('the whole RavenStack data set', () => {
  it('imports to the same numbers that SQL counts, and twice to the same bytes', async () => {
    const first = await importFolder(FOLDER ?? '');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.report.at(-1) ?? '')).toEqual({
      rows: 33_100,
      accepted: 33_077,
      rejected: 23,
      signals: 41_960,
      byReason: { 'duplicate-key': 21, 'used-nothing': 2 },
      bySignal: {
        'account.updated': 500,
        'contact.identified': 500,
        'contract.signed': 4222,
        'csat.responded': 1175,
        'customer.churned': 600,
        'seats.changed': 4722,
        'subscription.ended': 486,
        'ticket.opened': 2000,
        'ticket.solved': 2000,
        'trial.started': 778,
        'usage.recorded': 24_977,
      },
      contradictions: {
        'churn-flag-without-churn-event': 35,
        'churn-event-without-churn-flag': 277,
        'churn-flag-with-open-subscription': 110,
        'account-without-subscription': 0,
        'trial-account-with-paid-subscription': 97,
        'trial-account-without-trial-subscription': 20,
        'subscription-before-signup': 0,
        'subscription-ends-before-it-starts': 0,
        'subscription-of-no-days': 13,
        'churned-subscription-without-end': 0,
        'ended-subscription-without-churn-flag': 0,
        'churned-subscription-without-churn-event': 134,
        'subscription-ended-on-no-churn-date': 479,
        'overlapping-subscription': 4506,
        'trial-with-price': 0,
        'paid-subscription-without-price': 0,
        'upgraded-and-downgraded': 23,
        'usage-before-subscription': 19_126,
        'usage-after-subscription': 289,
        'usage-before-signup': 13_185,
        'more-errors-than-uses': 16,
        'ticket-closed-before-opened': 0,
        'ticket-before-signup': 1077,
        'ticket-before-first-subscription': 1170,
        'score-of-open-ticket': 0,
        'churn-before-signup': 0,
        'churn-before-first-subscription': 53,
        'churn-with-open-subscription': 545,
        'churn-twice-on-one-day': 2,
        'reactivated-without-earlier-churn': 26,
        'upgraded-and-downgraded-before-churn': 8,
      },
      tables: {
        accounts: { rows: 500, accepted: 500, rejected: 0, signals: 1500 },
        subscriptions: { rows: 5000, accepted: 5000, rejected: 0, signals: 9708 },
        feature_usage: { rows: 25_000, accepted: 24_977, rejected: 23, signals: 24_977 },
        support_tickets: { rows: 2000, accepted: 2000, rejected: 0, signals: 5175 },
        churn_events: { rows: 600, accepted: 600, rejected: 0, signals: 600 },
      },
    });
    const ids = first.signals.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(new Set(ids).size).toBe(41_960);
    expect(await importFolder(FOLDER ?? '')).toEqual(first);
  });
});
