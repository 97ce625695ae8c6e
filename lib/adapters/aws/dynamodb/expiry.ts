import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DAY_MS, type Instant } from '../../../core/time/instant.ts';
import { number } from './item.ts';

/**
 * How long that stays which only counts within the horizon of 14 days (signals that were seen, envelopes that are parked):
 * well past it, since when DynamoDB deletes is up to DynamoDB. The horizon itself is not imported here: it comes with
 * the catalog's compiler, which no small function should have to carry.
 */
export const KEEP_MS = 30 * DAY_MS;

/** The table's attribute `ttl`: seconds since 1970, after which DynamoDB deletes the item, some days later. */
export function expiry(at: Instant): AttributeValue {
  return number(Math.ceil(at / 1000));
}
