import type { Issue } from '../../core/authoring/issue.ts';

/** One record of a file, as text. */
export interface SourceRow {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file of rows, the header first. */
export interface RowSource {
  /** As reports name it. */
  readonly file: string;
  /** Reads from the start each time. Throws BrokenFile where the file cannot be read as rows. */
  rows(delimiter: string): AsyncIterable<SourceRow>;
}

/** A file that cannot be read, or is not made of rows: unlike a bad row, it ends the import. */
export class BrokenFile extends Error {
  readonly issue: Issue;

  constructor(file: string, line: number, message: string) {
    super(message);
    this.name = 'BrokenFile';
    this.issue = fileIssue(file, 'broken-file', message, line);
  }
}

export function fileIssue(file: string, code: string, message: string, line = 1): Issue {
  return { severity: 'error', code, file, line, column: 1, path: '', message };
}
