/** One mistake of an author, with the place where it stands. `line` and `column` count from 1. */
export interface Issue {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case: tests and editors match on it, never on the message. */
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path inside the file, empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** `rules/risk/x.json:14:9 error unknown operator "lesThan", did you mean "lessThan"?` */
export function formatIssue(issue: Issue): string {
  return `${issue.file}:${issue.line}:${issue.column} ${issue.severity} ${issue.message}`;
}

/** Orders issues by file, line and column, so that a report does not depend on the order of the checks. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return [...issues].sort(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
