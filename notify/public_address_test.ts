import assert from "node:assert/strict";
import { addressOf, AddressRefused, type HostAddress, isPublic } from "./public_address.ts";

const v4 = (address: string): HostAddress => ({ address, family: 4 });
const known = (...found: HostAddress[]) => () => Promise.resolve(found);

Deno.test("addresses of this machine, of networks inside and of special purposes are not public", () => {
  const inside = [
    ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1"],
    ...["172.31.255.255", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1"],
    ...[
      "::ffff:10.0.0.1",
      "::ffff:8.8.8.8",
      "64:ff9b::7f00:1",
      "2002:7f00:1::",
      "fc00::1",
      "fd12::1",
      "fe80::1",
      "ff02::1",
    ],
    ...["", "localhost", "8.8.8.8.8"],
  ];
  for (const address of inside) assert.equal(isPublic(address), false, address);
  for (const address of ["8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255", "1.1.1.1", "2606:4700::1111"]) {
    assert.equal(isPublic(address), true, address);
  }
});

Deno.test("of a name every address must be public", async () => {
  const only = { allowsPrivate: false };
  assert.deepEqual(await addressOf("a.test", only, known(v4("8.8.8.8"), v4("1.1.1.1"))), v4("8.8.8.8"));
  await assert.rejects(addressOf("a.test", only, known(v4("8.8.8.8"), v4("10.0.0.1"))), AddressRefused);
  await assert.rejects(addressOf("a.test", only, known()), /it has no address/);
  await assert.rejects(addressOf("10.0.0.1", only), AddressRefused);
  await assert.rejects(addressOf("a.test", only, () => Promise.reject(new Error("ENOTFOUND"))), /a.test is not known/);
  assert.deepEqual(await addressOf("a.test", { allowsPrivate: true }, known(v4("10.0.0.1"))), v4("10.0.0.1"));
  assert.deepEqual(await addressOf("[::1]", { allowsPrivate: true }), { address: "::1", family: 6 });
});
