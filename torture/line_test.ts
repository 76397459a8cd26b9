import assert from "node:assert/strict";
import { Line } from "./line.ts";

Deno.test("a line lets through, refuses, hangs, and lets through again", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("there"));
  const line = await Line.open(server.addr.port);
  const ask = async () => {
    const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    try {
      return await (await fetch(line.url, { client, signal: AbortSignal.timeout(500) } as RequestInit)).text();
    } catch (error) {
      return (error as Error).name;
    } finally {
      client.close();
    }
  };
  assert.equal(await ask(), "there");
  await line.set("refuses");
  assert.equal(await ask(), "TypeError");
  await line.set("open");
  assert.equal(await ask(), "there");
  await line.set("hangs");
  assert.equal(await ask(), "TimeoutError");
  await line.set("refuses");
  assert.equal(await ask(), "TypeError");
  await line.set("open");
  assert.equal(await ask(), "there");
  await line[Symbol.asyncDispose]();
  await server.shutdown();
});
