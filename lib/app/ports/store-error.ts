/** What may go wrong in a store, in the core's words. Adapters translate their provider's errors to one of these. */
export type StoreErrorCode = 'version-conflict' | 'already-seen' | 'illegal-transition' | 'unavailable';

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }

  /** Whether trying the same again, from a fresh load, can succeed. */
  get retryable(): boolean {
    return this.code === 'version-conflict' || this.code === 'unavailable';
  }
}

export function isStoreError(error: unknown, code: StoreErrorCode): error is StoreError {
  return error instanceof StoreError && error.code === code;
}
