import assert from "node:assert/strict";
import { clientAddress } from "./client_address.ts";

function addressOf(remote: string, forwarded: string | null, trusted: readonly string[]): string {
  const headers = new Headers(forwarded === null ? {} : { "x-forwarded-for": forwarded });
  const remoteAddr = { transport: "tcp", hostname: remote, port: 1 } as const;
  return clientAddress(new Request("http://x", { headers }), { remoteAddr }, trusted);
}

Deno.test("a forwarded header counts only from a proxy that is trusted, and only as far as those are", () => {
  assert.equal(addressOf("10.0.0.9", "52.89.214.238", []), "10.0.0.9");
  assert.equal(addressOf("10.0.0.9", "52.89.214.238", ["10.0.0.1"]), "10.0.0.9");
  assert.equal(addressOf("10.0.0.1", "52.89.214.238", ["10.0.0.1"]), "52.89.214.238");
  assert.equal(addressOf("10.0.0.1", "52.89.214.238, 8.8.8.8", ["10.0.0.1"]), "8.8.8.8");
  assert.equal(addressOf("10.0.0.1", "1.1.1.1, 8.8.8.8, 10.0.0.2", ["10.0.0.1", "10.0.0.2"]), "8.8.8.8");
  assert.equal(addressOf("10.0.0.1", null, ["10.0.0.1"]), "10.0.0.1");
  assert.equal(addressOf("::ffff:10.0.0.1", "::ffff:52.89.214.238", ["10.0.0.1"]), "52.89.214.238");
  assert.equal(addressOf("10.0.0.1", "8.8.8.8:443", ["10.0.0.1"]), "8.8.8.8");
});
