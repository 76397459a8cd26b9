import assert from "node:assert/strict";
import { StreamDesk } from "./live/stream_desk.ts";
import { createSystem, supervisor } from "./runtime/mod.ts";
import { type Fetch, webProtocol } from "./web.actor.ts";

async function serve(fetch: Fetch, desk: StreamDesk, drainMs = 4_000) {
  const module = import.meta.resolve("./web.actor.ts");
  const args = { fetch, desk, hostname: "127.0.0.1", port: 0, drainMs };
  const system = await createSystem(supervisor({ strategy: "one_for_one", children: [{ id: "web", module, args }] }));
  const { url, port } = await system.whereis("/root/web", webProtocol).ask("GetAddress", undefined);
  return { system, url, port };
}

Deno.test("the server answers at a free port and says which", async () => {
  const { system, url, port } = await serve(() => Promise.resolve(new Response("hello")), new StreamDesk());
  assert.equal(url, `http://127.0.0.1:${port}`);
  assert.equal(await (await fetch(url)).text(), "hello");
  await system.stop();
});

Deno.test("at the end open event streams are closed, and the server ends though a browser holds one", async () => {
  const desk = new StreamDesk();
  const { system, url } = await serve(() => Promise.resolve(new Response(desk.open().readable)), desk);
  const response = await fetch(url);
  const reader = response.body!.getReader();
  const ended = reader.read();
  const started = performance.now();
  await system.stop();
  assert.equal((await ended).done, true);
  assert.ok(performance.now() - started < 2_000);
});

Deno.test("a request that does not finish in time is left behind, and nothing listens any more", async () => {
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => arrived = resolve);
  const { promise: never, resolve: release } = Promise.withResolvers<Response>();
  const { system, url } = await serve(() => (arrived(), never), new StreamDesk(), 50);
  const answer = fetch(url).then((response) => response.text());
  await arrival;
  await system.stop();
  await assert.rejects(fetch(url), TypeError);
  release(new Response("late"));
  assert.equal(await answer, "late");
});
