import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Asked } from './oracle.ts';

export interface RecordedCase extends Asked {
  readonly line: number;
  /** The heading that it stands under. */
  readonly topic: string;
  readonly ours: Answer['answer'];
  /** What event-ruler answered when the case was recorded. */
  readonly theirs: Answer['answer'];
  /** Why it is so; why the two differ, where they do. */
  readonly note: string | undefined;
}

const FILE = join(import.meta.dirname, '../../core/patterns/cases.tsv');

/**
 * The table of cases: a line is the answer, the pattern, the event and maybe a note, with tabs between them, under
 * headings that begin with "#". Where event-ruler answers otherwise, that stands behind a slash: `none/match`.
 */
export const RECORDED_CASES: readonly RecordedCase[] = readCases(readFileSync(FILE, 'utf8'));

function readCases(text: string): RecordedCase[] {
  const cases: RecordedCase[] = [];
  let topic = '';
  for (const [i, row] of text.split('\n').entries()) {
    if (row.startsWith('# ')) topic = row.slice(2);
    else if (row !== '') cases.push({ line: i + 1, topic, ...readCase(row) });
  }
  return cases;
}

function readCase(row: string): Omit<RecordedCase, 'line' | 'topic'> {
  const [answer = '', pattern = '', event = '', note] = row.split('\t');
  const [ours, theirs = ours] = answer.split('/') as Answer['answer'][];
  if (ours === undefined || theirs === undefined) throw new Error(`no answer in: ${row}`);
  return { ours, theirs, pattern, event, note };
}
