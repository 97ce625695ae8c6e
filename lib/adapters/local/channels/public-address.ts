import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Everything that is no host on the public internet (IANA's special-purpose registries), and multicast. */
const IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** The only part of IPv6 that is given out, but for what in it stands for something else: documentation, IPv4 in 6to4. */
const IPV6_PUBLIC = ['2000::', 3] as const;
const IPV6_SPECIAL = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const refused = new BlockList();
for (const [network, prefix] of IPV4) refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of IPV6_SPECIAL) refused.addSubnet(network, prefix, 'ipv6');
const given = new BlockList();
given.addSubnet(...IPV6_PUBLIC, 'ipv6');

/** Whether an IP address, in dots or colons, is a host on the public internet. Mapped IPv4 is not: nobody has to write it. */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return given.check(address, 'ipv6') && !refused.check(address, 'ipv6');
  return isIP(address) === 4 && !refused.check(address, 'ipv4');
}

/** The addresses of a host name, or of an address itself. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  const literal = host.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) return [literal];
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}
