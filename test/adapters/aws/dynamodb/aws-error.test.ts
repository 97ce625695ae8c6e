import { describe, expect, it } from 'vitest';
import { translated } from '../../../../lib/adapters/aws/dynamodb/aws-error.ts';
import { StoreError } from '../../../../lib/app/ports/store-error.ts';
import { awsError } from '../../../support/mocked-table.ts';

describe('errors of DynamoDB', () => {
  it.each([
    ['ProvisionedThroughputExceededException', {}],
    ['ThrottlingException', {}],
    ['RequestLimitExceeded', {}],
    ['InternalServerError', { $fault: 'server' }],
    ['TransactionInProgressException', {}],
    ['TransactionConflictException', {}],
    ['TimeoutError', {}],
    ['SomethingNew', { $fault: 'server' }],
    ['SomethingNew', { $retryable: { throttling: true } }],
    ['Error', { code: 'ECONNRESET' }],
    ['Error', { code: 'ENOTFOUND' }],
  ])('are unavailable, and may be tried again: %s %j', (name, over) => {
    expect(translated(awsError(name, over))).toMatchObject({
      name: 'StoreError',
      code: 'unavailable',
      retryable: true,
    });
  });

  it.each([
    ['ValidationException', { $fault: 'client' }],
    ['AccessDeniedException', { $fault: 'client' }],
    ['ResourceNotFoundException', { $fault: 'client' }],
    ['IdempotentParameterMismatchException', { $fault: 'client' }],
    ['TypeError', {}],
    ['Error', { code: 'ERR_INVALID_ARG_TYPE' }],
  ])('stay as they are where trying again cannot help: %s', (name, over) => {
    const error = awsError(name, over);
    expect(translated(error)).toBe(error);
  });

  it('tell nothing of what the SDK quotes', () => {
    expect(String(translated(awsError('ThrottlingException')))).not.toContain('secret');
  });

  it('are left alone when they are translated already, or are no errors', () => {
    const error = new StoreError('version-conflict', 'another');
    expect(translated(error)).toBe(error);
    expect(translated('text')).toBe('text');
  });
});
