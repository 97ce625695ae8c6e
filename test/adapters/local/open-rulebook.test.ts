import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRulebookFiles, RulebookFolderError } from '../../../lib/adapters/local/load-rulebook.ts';
import { openRulebook, selectFiles } from '../../../lib/adapters/local/open-rulebook.ts';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { filesOf } from '../../support/rulebook.ts';

const CACHE = join('node_modules', '.cache', 'touchline');
const keptAt = (source: string) => join(CACHE, `${createHash('sha256').update(source).digest('hex')}.html`);

let folder: string;
let made: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-rulebook-'));
  made = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const source of made) rmSync(keptAt(source), { force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A mail whose HTML nobody has compiled before. */
function mail(text: string): string {
  const source = `<mjml><mj-body><mj-section><mj-column><mj-text>${text} ${folder}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  made.push(source);
  return source;
}

async function load() {
  const issues: Issue[] = [];
  return { files: await loadRulebookFiles(folder, 'rules', issues), issues };
}

describe('the files of a rulebook', () => {
  it('are all below the folder, in order of their paths, but for schemas and hidden ones', async () => {
    write({
      'risk/b.json': '2',
      'risk/a.json': '1',
      'facts.json': '0',
      'notes.md': 'text',
      'schema/rule.json': 'generated',
      '.git/config': 'hidden',
      'risk/.a.json.swp': 'hidden',
      'risk/schema/c.json': '3',
    });
    expect((await load()).files).toEqual([
      { path: 'facts.json', text: '0' },
      { path: 'notes.md', text: 'text' },
      { path: 'risk/a.json', text: '1' },
      { path: 'risk/b.json', text: '2' },
      { path: 'risk/schema/c.json', text: '3' },
    ]);
  });

  it('carry the HTML of their MJML, which is kept by content and found again', async () => {
    const source = mail('Hello');
    write({ 'templates/one.mjml': source });
    const [first] = (await load()).files;
    expect(first?.html).toContain(`Hello ${folder}`);
    expect(readFileSync(keptAt(source), 'utf8')).toBe(first?.html);
    writeFileSync(keptAt(source), 'as it was kept');
    expect((await load()).files[0]?.html).toBe('as it was kept');
  });

  it('leave nothing half-written beside what is kept', async () => {
    const source = mail('Whole');
    write({ 'templates/one.mjml': source, 'templates/two.mjml': source });
    await Promise.all([load(), load()]);
    const name = keptAt(source).slice(CACHE.length + 1);
    expect(readdirSync(CACHE).filter((file) => file.startsWith(name))).toEqual([name]);
  });

  it('with MJML that is mistaken are told by file and line, and it is not kept', async () => {
    const source = '<mjml><mj-body>\n<mj-nothing>x</mj-nothing>\n</mj-body></mjml>';
    made.push(source);
    write({ 'templates/one.mjml': source });
    const { issues } = await load();
    expect(issues.map(formatIssue).join('\n')).toContain('rules/templates/one.mjml:2:1 error <mj-nothing>');
    expect(existsSync(keptAt(source))).toBe(false);
  });

  it.each([
    ['a folder that is not there', 'nowhere', 'there is no folder'],
    ['a file', 'facts.json', 'there is no folder'],
  ])('cannot be read from %s', async (_what, name, message) => {
    write({ 'facts.json': '{}' });
    const reading = loadRulebookFiles(join(folder, name), 'rules', []);
    await expect(reading).rejects.toThrow(RulebookFolderError);
    await expect(reading).rejects.toThrow(message);
  });

  it('are not read through where there are more than any rulebook has', async () => {
    for (let i = 0; i <= 5_000; i += 1) writeFileSync(join(folder, `${i}.txt`), '');
    await expect(load()).rejects.toThrow('has 5001 files, which is no rulebook');
  });
});

describe('a rulebook, opened from its folder', () => {
  const valid = (): Record<string, string> =>
    Object.fromEntries(
      filesOf({}).map(({ path, text }) => [path, path.endsWith('.mjml') ? unsubscribing() : text]),
    );
  const unsubscribing = () => mail('Hello <a href="{{ links.unsubscribe }}">stop</a>');

  it('is compiled, with the files that it was read from', async () => {
    write(valid());
    const { rulebook, issues, files, root } = await openRulebook(folder);
    expect(issues.map(formatIssue)).toEqual([]);
    expect(rulebook?.templates.has('note/hello')).toBe(true);
    expect(files).toHaveLength(Object.keys(valid()).length);
    expect(root).toBe(folder);
  });

  it('is named in messages as its author named it, without a slash at the end', async () => {
    write({ ...valid(), 'risk/odd.json': '{"id": }' });
    const { root, rulebook, issues } = await openRulebook(`${folder}//`);
    expect(root).toBe(folder);
    expect(rulebook).toBeUndefined();
    expect(formatIssue(issues[0] as Issue)).toMatch(`${folder}/risk/odd.json:1:8 error`);
  });

  it('is none where its MJML is mistaken, though its JSON is not', async () => {
    write({ ...valid(), 'templates/note/page.mjml': '<mjml><mj-body><mj-nothing/></mj-body></mjml>' });
    const { rulebook, issues } = await openRulebook(folder);
    expect(rulebook).toBeUndefined();
    expect(issues.some(({ code }) => code === 'mjml')).toBe(true);
  });

  it('takes its options along', async () => {
    write(valid());
    expect((await openRulebook(folder, { zone: 'Asia/Tokyo' })).rulebook?.catalog.zone).toBe('Asia/Tokyo');
  });
});

describe('files that are meant by a path', () => {
  const files = ['facts.json', 'risk/a.json', 'risk/a.test.json', 'risky/b.json', 'templates/x/y.mjml'];
  const opened = { files: files.map((path) => ({ path, text: '' })) };
  const meant = (...paths: readonly string[]) => files.filter(selectFiles(opened, 'rules', paths));

  it.each<[string, string[], string[]]>([
    ['nothing: all of them', [], files],
    ['a file', ['rules/risk/a.json'], ['risk/a.json']],
    ['a folder', ['rules/risk'], ['risk/a.json', 'risk/a.test.json']],
    ['a folder with a slash', ['rules/risk/'], ['risk/a.json', 'risk/a.test.json']],
    ['the rulebook itself', ['rules'], files],
    ['a way around', ['./rules/risk/../facts.json'], ['facts.json']],
    ['several', ['rules/facts.json', 'rules/templates'], ['facts.json', 'templates/x/y.mjml']],
  ])('are those of %s', (_what, paths, expected) => {
    expect(meant(...paths)).toEqual(expected);
  });

  it.each(['rules/nowhere', 'risk', 'rules/risk/a', 'rules/ris', '..', '/etc/passwd'])(
    'are refused where "%s" meets none',
    (path) => {
      expect(() => meant(path)).toThrow(RulebookFolderError);
      expect(() => meant('rules/facts.json', path)).toThrow(
        `"${path}" is no file or folder of the rulebook "rules"`,
      );
    },
  );
});
