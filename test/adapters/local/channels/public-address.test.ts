import { describe, expect, it } from 'vitest';
import { isPublicAddress, resolveHost } from '../../../../lib/adapters/local/channels/public-address.ts';

describe('isPublicAddress', () => {
  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '192.169.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::8',
  ])('takes %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    '169.254.169.254',
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:169.254.169.254',
    '::ffff:8.8.8.8',
    '::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:a9fe:a9fe::1',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    'example.com',
    '169.254.169.254 ',
    '0x7f.1',
    '2130706433',
    '',
  ])('refuses %j', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('resolveHost', () => {
  it('takes an address for itself, with brackets or without', async () => {
    expect(await resolveHost('169.254.169.254')).toEqual(['169.254.169.254']);
    expect(await resolveHost('[::1]')).toEqual(['::1']);
  });
});
