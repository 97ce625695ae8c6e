import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderError } from './data-folder-error.ts';
import { translated } from './sqlite/database-error.ts';

/** A folder that is held for one product that runs. */
export interface HeldFolder {
  release(): void;
}

const FILE = 'running.lock';

/**
 * Keeps every other product that runs away from a folder: two loops on one would each take half of the signals and
 * both send. The lock is the operating system's (an exclusive SQLite transaction on a file of its own), so that
 * whatever ends the process gives it back; the file that stays behind means nothing. Throws DataFolderError where
 * another holds it.
 */
export function holdFolder(folder: string): HeldFolder {
  const file = join(folder, FILE);
  const connection = opened(folder, file);
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    throw isHeld(error) ? heldError(folder) : translated(error, file);
  }
  return { release: () => connection.close() };
}

function opened(folder: string, file: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataFolderError(`"${folder}" cannot be made or written to (${why})`);
  }
}

/** SQLITE_BUSY of https://sqlite.org/rescode.html. */
const BUSY = 5;

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === BUSY;
}

function heldError(folder: string): DataFolderError {
  return new DataFolderError(
    `a Touchline runs on "${folder}" already: stop it first, or name another folder with --data`,
  );
}
