import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  MAX_LINES,
  overlong,
  type Source,
  switchedOffGates,
  unexplainedSkips,
  vaguelyNamed,
} from './house-style.ts';
import { PROJECT_ROOT } from './planted-tree.ts';
import { projectFiles } from './project-files.ts';

const live: readonly Source[] = projectFiles('{bin,lib,functions,test,.ci}/**/*.ts', '*.ts').map((path) => ({
  path,
  text: readFileSync(join(PROJECT_ROOT, path), 'utf8'),
}));

const planted = (...lines: readonly string[]): Source[] => [
  { path: 'test/planted.test.ts', text: lines.join('\n') },
];

// The planted words are put together here, so that this file does not trip over itself.
const skip = `it.${'skip'}`;
const only = `describe.${'only'}`;
const ignore = `@ts-${'ignore'}`;

describe('the project', () => {
  it('is read: this file is among its sources', () => {
    expect(live.map(({ path }) => path)).toContain('test/architecture/house-style.test.ts');
  });

  it(`has no source file over ${MAX_LINES} lines`, () => {
    expect(overlong(live)).toEqual([]);
  });

  it('has no file or folder named utils, helpers, common, misc or types', () => {
    expect(vaguelyNamed(live.map(({ path }) => path))).toEqual([]);
  });

  it('leaves no test out without a written reason', () => {
    expect(unexplainedSkips(live)).toEqual([]);
  });

  it('switches no gate off', () => {
    expect(switchedOffGates(live)).toEqual([]);
  });
});

describe('the check of file length', () => {
  const ofLines = (count: number) => planted(...Array.from({ length: count }, () => '//'), '');

  it('reports a file of one line too many, with its length', () => {
    expect(overlong(ofLines(301))).toEqual(['test/planted.test.ts: 301 lines']);
  });

  it('allows a file of exactly the most', () => {
    expect(overlong(ofLines(300))).toEqual([]);
  });
});

describe('the check of names', () => {
  it.each([
    'lib/core/utils/sum.ts',
    'lib/app/helpers.ts',
    'test/core/helper.test.ts',
    'lib/common/clock.ts',
    'lib/core/misc.ts',
    'lib/core/rules/types.ts',
  ])('reports %s', (path) => {
    expect(vaguelyNamed([path])).toEqual([path]);
  });

  it.each(['lib/core/signals/signal-types.ts', 'lib/core/common-ground.ts', 'test/support/clock.ts'])(
    'allows %s',
    (path) => expect(vaguelyNamed([path])).toEqual([]),
  );
});

describe('the check of tests that are left out', () => {
  it.each([
    ['a bare skip', [`${skip}('fires', () => {});`]],
    ['a skip under code', ["const a = 'b';", `${skip}('fires', () => {});`]],
    ['a label in place of a reason', ['// later', `${skip}('fires', () => {});`]],
    ['a todo', [`it.${'todo'}('fires');`]],
    ['a condition', [`describe.${'skipIf'}(slow)('fires', () => {});`]],
    ['a chain', [`describe.concurrent.${'skip'}('fires', () => {});`]],
  ])('reports %s', (_title, lines) => {
    expect(unexplainedSkips(planted(...lines))).toEqual([`test/planted.test.ts:${lines.length}`]);
  });

  it('reports only, whatever is said about it', () => {
    expect(unexplainedSkips(planted('// just for a moment', `${only}('fires', () => {});`))).toEqual([
      'test/planted.test.ts:2',
    ]);
  });

  it.each([
    ['before', ['// The adapter keeps no history, so it cannot be asked.', `${skip}('lists', () => {});`]],
    ['behind', [`${skip}('lists', () => {}); // the adapter keeps no history`]],
    ['in a block', ['/* The adapter keeps no history. */', `${skip}('lists', () => {});`]],
  ])('allows a reason %s', (_title, lines) => {
    expect(unexplainedSkips(planted(...lines))).toEqual([]);
  });

  it('does not take a step that is skipped for a test', () => {
    expect(unexplainedSkips(planted("run.skip('no-recipient');", 'outcome.skip = true;'))).toEqual([]);
  });
});

describe('the check of gates that are switched off', () => {
  it.each([
    `// ${ignore}: the types are wrong`,
    `// @ts-${'nocheck'}`,
    `// biome-${'ignore-all'} lint: generated`,
    `// biome-${'ignore'} lint/suspicious/noExplicitAny: a foreign shape`,
    `// @ts-${'expect-error'}`,
  ])('reports %s', (line) => {
    expect(switchedOffGates(planted('const a = 1;', line))).toEqual(['test/planted.test.ts:2']);
  });

  it.each([
    `// @ts-${'expect-error'} a string is not an instant`,
    `// biome-${'ignore'} lint/style/noNonNullAssertion: the index was checked above`,
  ])('allows %s', (line) => {
    expect(switchedOffGates(planted(line))).toEqual([]);
  });
});
