import assert from "node:assert/strict";
import { join } from "node:path";
import { App } from "./app.ts";
import { loadIslands } from "./load.ts";
import { staticFiles, StaticStore } from "./static_files.ts";

const root = join(import.meta.dirname ?? "", "fixtures/app");
await loadIslands(root);
const store = await StaticStore.read(join(root, "static"));
store.add("/_built/x-ABC.js", new TextEncoder().encode("1"), true);
const version = store.seal();
const scripts = { entry: "/_built/client.js", preloads: new Map([["Counter", ["/_built/Counter-X.js"]]]) };
const app = await new App({ root, scripts }).use(staticFiles(store)).fsRoutes();

function request(path: string, init?: RequestInit): Promise<Response> {
  return app.handler()(new Request(`http://localhost${path}`, init));
}

Deno.test("a page stands inside its layouts and the app wrapper, after every middleware", async () => {
  const response = await request("/items/42");
  const html = await response.text();
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-trail"), "root,second");
  assert.match(html, /^<!DOCTYPE html><html lang="en">/);
  assert.match(html, /<f-partial name="body" mode="replace"><section class="items"><h1>Item 42 of \/items\/:id<\/h1>/);
});

Deno.test("fixed routes win over parameters, and a route may skip layouts and the app wrapper", async () => {
  const html = await (await request("/items/new")).text();
  assert.match(html, /^<!DOCTYPE html><html><head><meta charset="utf-8"><\/head><body><h1>New item<\/h1>/);
});

Deno.test("groups do not show in the address, and their private folders hold islands", async () => {
  const html = await (await request("/grouped")).text();
  assert.match(html, /<f-island name="Clock:Named" props="1"><em>named<\/em><\/f-island>/);
  assert.match(
    html,
    /<f-island name="\(group\)\/\(_islands\)\/Local" props="2"|name="routes\/\(group\)\/\(_islands\)\/Local"/,
  );
});

Deno.test("a rest parameter takes everything, and an async page may answer with a response of its own", async () => {
  assert.match(await (await request("/docs/a/b")).text(), /<h1>Docs a\/b<\/h1>/);
  const gone = await request("/docs/gone");
  assert.equal(gone.status, 410);
  await gone.body?.cancel();
});

Deno.test("a missing page answers 404 with the 404 page in its layout", async () => {
  const response = await request("/nowhere");
  assert.equal(response.status, 404);
  assert.match(await response.text(), /<main tabindex="-1"><f-partial[^>]*><h1>No page at \/nowhere<\/h1>/);
});

Deno.test("the error page of a folder answers for its pages and its middlewares, in the folder's layout", async () => {
  for (const [path, message] of [["/broken", "late"], ["/broken?early=1", "early"]] as const) {
    const response = await request(path);
    assert.equal(response.status, 500);
    assert.match(await response.text(), new RegExp(`<div class="broken"><p>caught Error: ${message}</p></div>`));
  }
});

Deno.test("a function among an island's props is refused by name", async () => {
  const html = await (await request("/broken/function")).text();
  assert.match(html, /Cannot pass prop &quot;count&quot; to the island &quot;Counter&quot;|Cannot pass prop "count"/);
});

Deno.test("handlers answer by method: HEAD as GET, OPTIONS with the methods, 405 otherwise", async () => {
  assert.equal(await (await request("/api/echo?q=hi")).text(), "echo hi");
  const head = await request("/api/echo?q=hi", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  const options = await request("/api/echo", { method: "OPTIONS" });
  assert.equal(options.status, 204);
  assert.equal(options.headers.get("allow"), "GET, HEAD, OPTIONS, POST");
  const refused = await request("/items/42", { method: "DELETE" });
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get("allow"), "GET, HEAD, OPTIONS");
  await refused.body?.cancel();
});

Deno.test("an HttpError answers with its status, and a redirect stays on this host", async () => {
  const refused = await request("/api/echo", { method: "POST" });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /Broken: expected a body/);
  const moved = await request("/api/echo", { method: "POST", body: "x" });
  assert.equal(moved.status, 303);
  assert.equal(moved.headers.get("location"), "/evil.example/x");
});

Deno.test("islands leave their props, slots become templates until they show, and Head replaces the title", async () => {
  const response = await request("/");
  const html = await response.text();
  assert.equal(response.headers.get("x-page"), "yes");
  assert.match(html, /<title>Home &amp; more<\/title>/);
  assert.doesNotMatch(html, /<title>Fixture/);
  assert.match(html, /<link rel="modulepreload" href="\/_built\/Counter-X.js">/);
  assert.match(html, /<f-slot data-slot="[^"]+"><b>inside <f-island name="Counter" props="\d+">/);
  assert.match(html, /<template data-slot="[^"]+"><i class="late">hidden at first<\/i><\/template>/);
  assert.equal(html.match(/"Signal",/g)?.length, 2, "the signal that two islands share is written once");
  assert.doesNotMatch(html, /<script>/, "no script stands in the page itself");
});

Deno.test("static files carry an entity tag, and a year under their version or their hashed name", async () => {
  const plain = await request("/style.css");
  assert.equal(plain.headers.get("cache-control"), "no-cache");
  assert.equal(await plain.text(), "body { color: red }\n");
  const etag = plain.headers.get("etag") ?? "";
  assert.equal((await request("/style.css", { headers: { "if-none-match": etag } })).status, 304);
  const versioned = await request(`/style.css?__frsh_c=${version}`, { method: "HEAD" });
  assert.match(versioned.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
  const hashed = await request("/_built/x-ABC.js", { method: "HEAD" });
  assert.match(hashed.headers.get("cache-control") ?? "", /immutable/);
});

Deno.test("the router tells every route with its methods", () => {
  const methodsOf = (pattern: string) => app.routes.find((route) => route.pattern === pattern)?.methods;
  assert.deepEqual(methodsOf("/items/:id"), ["GET", "HEAD"]);
  assert.ok(methodsOf("/api/echo")?.includes("POST"));
  assert.equal(methodsOf("/nowhere"), undefined);
});
