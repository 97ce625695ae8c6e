import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImportFormat, runImport } from '../../../lib/adapters/local/run-import.ts';
import { crmMap } from '../../support/import-tables.ts';

const ACCOUNTS = 'id,name,since,seats,trial\n';
const TICKETS = 'ticket,account,opened,closed,priority\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-import-'));
  write('crm.map.json', JSON.stringify(crmMap()));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

function collect() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, taken) {
      text += String(chunk);
      taken();
    },
  });
  return { stream, lines: () => text.replaceAll(`${folder}/`, '').split('\n').slice(0, -1) };
}

async function run(files: readonly string[], format: ImportFormat = 'text', map = 'crm.map.json') {
  const out = collect();
  const report = collect();
  const paths = files.map((file) => join(folder, file));
  const io = { stdout: out.stream, stderr: report.stream };
  const code = await runImport({ map: join(folder, map), files: paths, format }, io);
  return { code, signals: out.lines(), report: report.lines() };
}

const contradictory = crmMap({
  accounts: {
    contradictions: [{ kind: 'trial-with-seats', when: { from: 'trial', operator: 'equal', value: true } }],
  },
});

describe('running an import', () => {
  it('puts signals out, then refused rows, contradictions and a summary as the last line', async () => {
    write('crm.map.json', JSON.stringify(contradictory));
    write(
      'accounts.csv',
      `\ufeff${ACCOUNTS}A-1,"Acme,\r\nInc.",2024-01-15,5,yes\r\nA-2,Beta,2024-01-15,none,no\r\n`,
    );
    write('tickets.csv', `${TICKETS}T-1,A-1,2024-03-01 09:00:00,,low\nT-2,A-9,2024-03-01 09:00:00,,low\n`);
    expect(await run(['tickets.csv', 'accounts.csv'])).toEqual({
      code: 0,
      signals: [
        '{"specversion":"1.0","id":"accounts/A-1/account.updated","source":"crm-export","type":"account.updated","time":"2024-01-14T23:00:00Z","account":"A-1","data":{"name":"Acme,\\r\\nInc."}}',
        '{"specversion":"1.0","id":"tickets/T-1/ticket.opened","source":"crm-export","type":"ticket.opened","time":"2024-03-01T08:00:00Z","account":"A-1","data":{"ticketId":"T-1","severity":"low"}}',
      ],
      report: [
        'accounts.csv:2 contradiction trial-with-seats trial true',
        'accounts.csv:4 bad-value column "seats" expected a whole number, got "none"',
        'tickets.csv:3 unknown-reference account "A-9" is not in accounts',
        '4 rows, 2 accepted, 2 rejected (bad-value 1, unknown-reference 1), 2 signals; contradictions: trial-with-seats 1',
      ],
    });
  });

  it('reports as JSON lines', async () => {
    write('crm.map.json', JSON.stringify(contradictory));
    write('accounts.csv', `${ACCOUNTS}A-1,Acme,2024-01-15,5,yes\nA-1,Acme,2024-01-15,5,yes\n`);
    const { code, report } = await run(['accounts.csv'], 'json');
    expect(code).toBe(0);
    expect(report.map((line) => JSON.parse(line))).toEqual([
      { file: 'accounts.csv', line: 2, contradiction: 'trial-with-seats', detail: 'trial true' },
      {
        file: 'accounts.csv',
        line: 3,
        rejected: 'duplicate-key',
        detail: 'id "A-1" stands in an identical row, accounts.csv:2',
      },
      {
        rows: 2,
        accepted: 1,
        rejected: 1,
        signals: 1,
        byReason: { 'duplicate-key': 1 },
        bySignal: { 'account.updated': 1 },
        contradictions: { 'trial-with-seats': 1 },
        tables: { accounts: { rows: 2, accepted: 1, rejected: 1, signals: 1 } },
      },
    ]);
  });

  it('gives the same bytes twice', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `A-${i % 4900},Name ${i},2024-01-15,${i},no\n`).join(
      '',
    );
    write('accounts.csv', ACCOUNTS + rows);
    const first = await run(['accounts.csv']);
    expect(first.signals).toHaveLength(4900);
    expect(first.report.at(-1)).toContain(
      '5000 rows, 4900 accepted, 100 rejected (bad-value 1, duplicate-key 99)',
    );
    expect(await run(['accounts.csv'])).toEqual(first);
  });

  it('refuses a field of 10 MB as a row, and imports the others', async () => {
    write(
      'accounts.csv',
      `${ACCOUNTS}A-1,"${'x'.repeat(10_000_000)}",2024-01-15,5,no\nA-2,Beta,2024-01-15,5,no\n`,
    );
    const { code, signals, report } = await run(['accounts.csv']);
    expect(code).toBe(0);
    expect(signals).toHaveLength(1);
    expect(report[0]).toBe(
      'accounts.csv:2 too-long column "name" has 10000000 characters, at most 10000 are taken',
    );
  });

  it('warns and goes on where a file has a column that the map does not know', async () => {
    write('accounts.csv', `${ACCOUNTS.trim()},__proto__\nA-1,Acme,2024-01-15,5,no,polluted\n`);
    const { code, signals, report } = await run(['accounts.csv']);
    expect(code).toBe(0);
    expect(signals).toHaveLength(1);
    expect(report[0]).toContain('accounts.csv:1:1 warning column "__proto__" is not read');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('takes a file of a header alone', async () => {
    write('accounts.csv', ACCOUNTS);
    expect(await run(['accounts.csv'])).toEqual({
      code: 0,
      signals: [],
      report: ['0 rows, 0 accepted, 0 rejected, 0 signals; contradictions: none'],
    });
  });
});

describe('an import that cannot be run', () => {
  const good = `${ACCOUNTS}A-1,Acme,2024-01-15,5,no\n`;

  it.each<[string, Record<string, string>, string[], string]>([
    [
      'a file of no table',
      { 'leads.csv': 'a\n1\n' },
      ['leads.csv'],
      'leads.csv:1:1 error no table of the map takes "leads.csv" (tables: accounts, tickets)',
    ],
    ['a file that is not there', {}, ['accounts.csv'], 'accounts.csv:1:1 error there is no such file'],
    [
      'an empty file',
      { 'accounts.csv': '' },
      ['accounts.csv'],
      'accounts.csv:1:1 error this file is empty, a header is expected',
    ],
    [
      'a missing column',
      { 'accounts.csv': good.replace('since', 'sinse') },
      ['accounts.csv'],
      'accounts.csv:1:1 error column "since" of table accounts is missing, did you mean "sinse"?',
    ],
    [
      'an open quote',
      { 'accounts.csv': good, 'tickets.csv': `${TICKETS}T-1,"A-1,2024-03-01 09:00:00,,low\n` },
      ['accounts.csv', 'tickets.csv'],
      'tickets.csv:2:1 error a quote of this record is never closed',
    ],
    [
      'a broken map',
      { 'accounts.csv': good, 'crm.map.json': '{' },
      ['accounts.csv'],
      'crm.map.json:1:2 error the file ends here, and the "{" of line 1 is not closed',
    ],
  ])('ends with 2 and puts nothing out: %s', async (_name, contents, files, message) => {
    for (const [name, content] of Object.entries(contents)) write(name, content);
    const { code, signals, report } = await run(files);
    expect(report[0]).toBe(message);
    expect({ code, signals }).toEqual({ code: 2, signals: [] });
  });

  it('says so when the map is not there, as JSON if asked', async () => {
    const { code, report } = await run(['accounts.csv'], 'json', 'gone.map.json');
    expect(code).toBe(2);
    expect(report.map((line) => JSON.parse(line))).toMatchObject([
      { severity: 'error', code: 'broken-file' },
    ]);
  });
});

describe('a reader that goes away', () => {
  it('ends the import quietly, and no file stays open', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `A-${i},Name,2024-01-15,5,no\n`).join('');
    write('accounts.csv', ACCOUNTS + rows);
    let taken = 0;
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        taken += 1;
        done(taken > 2 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
      },
    });
    const report = collect();
    const options = {
      map: join(folder, 'crm.map.json'),
      files: [join(folder, 'accounts.csv')],
      format: 'text',
    } as const;
    expect(await runImport(options, { stdout, stderr: report.stream })).toBe(0);
    expect(taken).toBe(3);
    expect(report.lines()).toEqual([]);
    await expect.poll(() => openFiles().filter((file) => file.startsWith(folder))).toEqual([]);
  });
});

/** What this process holds open, by Linux's own list; empty where there is none. */
function openFiles(): string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((fd) => linkOf(`/proc/self/fd/${fd}`));
  } catch {
    return [];
  }
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
