import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMistakes } from '../../support/authoring/read-mistakes.ts';
import { edited, RULEBOOK_FILES } from '../../support/authoring/rulebook-files.ts';
import { toldOf } from '../../support/authoring/told-issues.ts';

const FOLDER = 'test/core/rulebook/fixtures';
const files = readdirSync(FOLDER).filter((name) => name.startsWith('mistakes-in-'));

describe('the rulebook that mistakes are made in', () => {
  it('has none itself', () => {
    expect(toldOf(RULEBOOK_FILES)).toEqual([]);
  });

  it('is broken in more than 45 ways, each told apart', () => {
    const titles = files.flatMap((file) =>
      readMistakes(`${FOLDER}/${file}`).map(({ title }) => `${file} ${title}`),
    );
    expect(files).toHaveLength(8);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThan(300);
  });
});

describe.each(files.map((file) => [file.replace(/^(.*)\.txt$/, '$1').replaceAll('-', ' '), file]))(
  '%s',
  (_, file) => {
    const mistakes = readMistakes(`${FOLDER}/${file}`).map((mistake) => [mistake.title, mistake] as const);

    it.each(mistakes)('are told where they stand, and nothing else is: %s', (_title, mistake) => {
      expect(toldOf(edited(mistake.path, mistake.passage, mistake.instead))).toEqual(mistake.told);
    });
  },
);
