import { StoreError } from '../../../app/ports/store-error.ts';

export type DatabaseFileProblem = 'damaged' | 'newer-version' | 'not-ours' | 'cannot-open';

/** The file itself is the trouble: trying again does not help, somebody has to look at it. */
export class DatabaseFileError extends Error {
  readonly problem: DatabaseFileProblem;

  constructor(problem: DatabaseFileProblem, message: string) {
    super(message);
    this.name = 'DatabaseFileError';
    this.problem = problem;
  }
}

/** Primary result codes of https://sqlite.org/rescode.html. */
const BUSY = 5;
const LOCKED = 6;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** An error of SQLite in the words of the ports; every other error, and a fault of our own, as it is. */
export function translated(error: unknown, file: string): unknown {
  const code = primaryCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  switch (code) {
    case BUSY:
    case LOCKED:
      return new StoreError('unavailable', `${file} is in use by another process: ${error.message}`);
    case IO_ERROR:
    case FULL:
      return new StoreError('unavailable', `${file} cannot be written or read: ${error.message}`);
    case CORRUPT:
    case NOT_A_DATABASE:
      return new DatabaseFileError(
        'damaged',
        `${file} is damaged or no database (${error.message}): put a copy of it back, or move it away to begin anew`,
      );
    case CANNOT_OPEN:
      return new DatabaseFileError(
        'cannot-open',
        `${file} cannot be opened (${error.message}): check that its folder exists and may be written to`,
      );
    default:
      return error;
  }
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  // The low byte; the rest of an extended code tells more than is needed here.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
