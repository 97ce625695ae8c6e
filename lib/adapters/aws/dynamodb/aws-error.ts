import { StoreError } from '../../../app/ports/store-error.ts';

/** What passes by itself: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
  'InternalServerErrorException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'TimeoutError',
  'RequestTimeout',
  'AbortError',
]);

const LOST_CONNECTION = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * An error of DynamoDB in the words of the ports: `unavailable` for what passes by itself; every other error is a fault
 * of ours or of the set-up (no such table, no permission, an invalid request) and stays as it is.
 */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError || !isPassing(error)) return error;
  // The name alone: messages of the SDK may quote keys.
  return new StoreError('unavailable', `DynamoDB did not answer as it should: ${error.name}`);
}

function isPassing(error: Error): boolean {
  if (PASSING.has(error.name)) return true;
  if ('$fault' in error && error.$fault === 'server') return true;
  if ('$retryable' in error && error.$retryable !== undefined) return true;
  return 'code' in error && typeof error.code === 'string' && LOST_CONNECTION.has(error.code);
}
