/** Digits in base 16, in capital letters: 8 of IPv4, 32 of IPv6. */
type Digits = string;

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
const IPV6 = /^[\da-f:]*:[\da-f:]*$/i;
/** A longer text is no IPv4 address: leading zeros are taken as far as they fit. */
const MAX_IPV4 = 15;
const MAPPED = /^0{20}FFFF/;

/** An address by its digits; an IPv4 address inside IPv6 (`::ffff:a00:1`) is the IPv4 one. Undefined for any other text. */
export function readAddress(text: string): Digits | undefined {
  if (IPV4.test(text)) return text.length > MAX_IPV4 ? undefined : readIpv4(text);
  if (!IPV6.test(text)) return undefined;
  const digits = readIpv6(text);
  return digits !== undefined && MAPPED.test(digits) ? digits.slice(24) : digits;
}

function readIpv4(text: string): Digits | undefined {
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes.map((byte) => hex(byte, 2)).join('') : undefined;
}

function readIpv6(text: string): Digits | undefined {
  const [before = '', after, more] = text.split('::');
  if (more !== undefined) return undefined;
  const head = groupsOf(before);
  const tail = after === undefined ? [] : groupsOf(after);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // "::" stands for one group of zeros at least.
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<string>(missing).fill('0000'), ...tail].join('');
}

function groupsOf(text: string): string[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').map((group) => (group === '' ? Number.NaN : Number.parseInt(group, 16)));
  return groups.every((group) => group <= 0xffff) ? groups.map((group) => hex(group, 4)) : undefined;
}

function hex(value: number, length: number): string {
  return value.toString(16).toUpperCase().padStart(length, '0');
}

/** A range of addresses, both ends in it. */
export interface AddressRange {
  readonly bottom: Digits;
  readonly top: Digits;
}

/** `10.0.0.0/24` or `2001:db8::/32`; EventBridge takes a mask of at most 31 bits, and of 127 in IPv6. */
export function readCidr(text: string): AddressRange | { readonly problem: string } {
  const [, address = '', mask = ''] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  if (mask === '') return { problem: 'a range of addresses is written as "10.0.0.0/24"' };
  const digits = readAddress(address);
  if (digits === undefined) return { problem: `"${address.slice(0, 60)}" is no IP address` };
  const bits = digits.length * 4;
  if (Number(mask) >= bits)
    return {
      problem: `the mask of an IPv${bits === 32 ? 4 : 6} range has 0 to ${bits - 1} bits; name a single address by itself`,
    };
  const binary = [...digits].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  const fixed = binary.slice(0, Number(mask));
  const end = (bit: string) =>
    (fixed.padEnd(bits, bit).match(/.{4}/g) ?? []).map((four) => hex(Number.parseInt(four, 2), 1)).join('');
  return { bottom: end('0'), top: end('1') };
}

/**
 * Whether an address is in a range. EventBridge compares digit by digit from the left and stops where the answer is
 * certain, whatever the lengths: an IPv6 address is in an IPv4 range that it begins with.
 */
export function isInRange(address: Digits, { bottom, top }: AddressRange): boolean {
  const head = address.slice(0, bottom.length);
  if (head.length === bottom.length) return head >= bottom && head <= top;
  return head > bottom.slice(0, head.length) && head < top.slice(0, head.length);
}
