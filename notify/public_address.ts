/**
 * Where a host is, and whether it may be gone to. Users name hosts; one that leads to this machine or its network could reach
 * what nobody outside may. So a name is looked up once, every address that it has must be public, and the connection goes to
 * the address that was looked at: a name that means something else a moment later changes nothing.
 */
import { lookup } from "node:dns/promises";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Address and family of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** A host leads nowhere that may be gone to; the message names it. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
}

/** Special-purpose addresses as IANA lists them, those among them that lead to addresses inside an address. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

/** A list each: one of both would hold an IPv4 address to be inside `::ffff:0:0`. */
const PRIVATE = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of SPECIAL) {
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  PRIVATE[family].addSubnet(network, bits, family);
}

/** Whether an address is one of the public network. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  return !PRIVATE[family].check(address, family);
}

/** Looks a name up; a test may hand in another. @throws {Error} where it is not known. */
export type LookUp = (host: string) => Promise<readonly HostAddress[]>;

const systemLookUp: LookUp = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

/**
 * The address to connect to.
 * @param host a name, or an address, which may stand in brackets.
 * @throws {AddressRefused} where it has none, or one that is not public while only those are allowed.
 */
export async function addressOf(
  host: string,
  { allowsPrivate }: { readonly allowsPrivate: boolean },
  lookUp: LookUp = systemLookUp,
): Promise<HostAddress> {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(bare);
  const found = family === 0 ? await known(bare, lookUp) : [{ address: bare, family: family === 6 ? 6 : 4 } as const];
  const [first] = found;
  if (first === undefined) throw new AddressRefused(`Cannot send to ${host}: it has no address`);
  if (allowsPrivate || found.every(({ address }) => isPublic(address))) return first;
  throw new AddressRefused(`Cannot send to ${host}: its address is not public, and only those may be used here`);
}

/** A name that is not known may be known later: that is no refusal. */
async function known(host: string, lookUp: LookUp): Promise<readonly HostAddress[]> {
  try {
    return await lookUp(host);
  } catch (error) {
    throw new Error(`${host} is not known`, { cause: error });
  }
}
