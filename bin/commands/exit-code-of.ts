import { ChannelConfigError } from '../../lib/adapters/local/channels/channel-config.ts';
import { DataFolderError } from '../../lib/adapters/local/data-folder-error.ts';
import { KeysError } from '../../lib/adapters/local/keys.ts';
import { ListenError } from '../../lib/adapters/local/listen-error.ts';
import { RulebookFolderError } from '../../lib/adapters/local/load-rulebook.ts';
import { KeptDataError } from '../../lib/adapters/local/open-kept-data.ts';
import { SignalFileError } from '../../lib/adapters/local/read-signal-file.ts';
import { DatabaseFileError } from '../../lib/adapters/local/sqlite/database-error.ts';
import { BrokenFile } from '../../lib/app/import/row-source.ts';
import { StoreError } from '../../lib/app/ports/store-error.ts';
import { ActError } from '../../lib/app/product/acts.ts';
import { formatIssue } from '../../lib/core/authoring/issue.ts';
import { EXIT } from './options.ts';

/** What was given is at fault: the same again ends the same. */
const INVALID = [
  RulebookFolderError,
  KeptDataError,
  DataFolderError,
  DatabaseFileError,
  KeysError,
  ChannelConfigError,
  ListenError,
  SignalFileError,
];

/** The exit code for an error, after telling it in one line on stderr. Only what nobody foresaw shows where it arose. */
export function exitCodeOf(error: unknown): number {
  // commander has told it already.
  if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.invalid;
  if (error instanceof ActError)
    return told(error, error.problem === 'conflict' ? EXIT.failed : EXIT.invalid);
  if (error instanceof StoreError) return told(error, IN_STORE[error.code] ?? EXIT.failed);
  if (error instanceof BrokenFile) {
    process.stderr.write(`${formatIssue(error.issue)}\n`);
    return EXIT.invalid;
  }
  if (INVALID.some((kind) => error instanceof kind)) return told(error as Error, EXIT.invalid);
  process.stderr.write(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}

const IN_STORE: Partial<Readonly<Record<StoreError['code'], number>>> = {
  'bad-cursor': EXIT.invalid,
  'not-found': EXIT.invalid,
};

function told(error: Error, code: number): number {
  process.stderr.write(`error: ${error.message}\n`);
  return code;
}

/** Bad flags, or help that was asked for. */
function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error &&
    'code' in error &&
    String(error.code).startsWith('commander.') &&
    'exitCode' in error
  );
}
