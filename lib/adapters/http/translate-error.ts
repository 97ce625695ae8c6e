import { StoreError } from '../../app/ports/store-error.ts';
import { ActError, type ActProblem } from '../../app/product/acts.ts';
import { IntakeBusyError, IntakeError } from '../../app/product/intake.ts';
import { HttpProblem, type ProblemCode } from './problem.ts';

const CODES: Readonly<Record<ActProblem, ProblemCode>> = {
  'not-found': 'not-found',
  conflict: 'conflict',
  invalid: 'invalid',
};

/** The answer to an error of a use case. What is not known is `internal`, of which nothing is told outside. */
export function translateError(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof IntakeError) return new HttpProblem('malformed-request', error.message);
  if (error instanceof IntakeBusyError) {
    const seconds = Math.ceil(error.retryAfter / 1000);
    return new HttpProblem('unavailable', `${error.message}: nothing was taken, try again in ${seconds} s`, {
      headers: { 'retry-after': String(seconds) },
    });
  }
  if (error instanceof ActError) return new HttpProblem(CODES[error.problem], error.message);
  if (error instanceof StoreError && error.retryable) {
    return new HttpProblem('unavailable', 'the store is busy: nothing was done, try again', {
      headers: { 'retry-after': '1' },
    });
  }
  return new HttpProblem('internal', 'it was noted, and is not the fault of the request');
}
