import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { bytes, text } from './item.ts';

/** Below this there is nothing to gain. */
const MIN_BYTES = 200;
/** An item may have 400 KB; keys and the small attributes need some of it. */
const MAX_PACKED_BYTES = 390_000;

/** JSON as it is stored: a write is paid by the kilobyte, and JSON deflates to a third. */
export function packed(json: string): AttributeValue {
  if (Buffer.byteLength(json) < MIN_BYTES) return text(json);
  const deflated = deflateRawSync(json);
  return deflated.byteLength < Buffer.byteLength(json) ? bytes(deflated) : text(json);
}

export function unpacked(value: AttributeValue | undefined): string {
  if (value?.B !== undefined) return Buffer.from(inflateRawSync(value.B)).toString('utf8');
  return value?.S ?? '';
}

export function packedBytes(value: AttributeValue): number {
  return value.B?.byteLength ?? Buffer.byteLength(value.S ?? '');
}

/** As `packed`; throws Error for what no item can hold, naming it. */
export function packedWhole(json: string, what: string): AttributeValue {
  const value = packed(json);
  const size = packedBytes(value);
  if (size > MAX_PACKED_BYTES)
    throw new Error(
      `${what} has ${size} bytes when packed, and an item of DynamoDB holds ${MAX_PACKED_BYTES}`,
    );
  return value;
}
