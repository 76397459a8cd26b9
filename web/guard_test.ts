import assert from "node:assert/strict";
import { safePath, turnedAway } from "./guard.ts";
import type { Viewer } from "./viewer.ts";

const viewer: Viewer = {
  userId: "u",
  name: "ann",
  browserId: "b",
  sessionId: "s",
  isDev: false,
  mustChangePassword: false,
};
const page = (path: string, method = "GET") =>
  new Request(`http://127.0.0.1${path}`, { method, headers: { accept: "text/html" } });

Deno.test("after a login one goes on to a page of ours, never to another host", () => {
  for (const path of ["/", "/bot", "/bot?x=1&y=%2F", "/account/sessions/1"]) assert.equal(safePath(path), path);
  const foreign = [
    null,
    "",
    "bot",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/a b",
    "/\n/x",
  ];
  for (const path of foreign) assert.equal(safePath(path), "/", String(path));
});

Deno.test("nobody is led to the login, which knows where they wanted to go", () => {
  const to = (request: Request) => turnedAway(null, "/bot", request)?.headers.get("location");
  assert.equal(to(page("/bot?x=1")), "/login?next=%2Fbot%3Fx%3D1");
  assert.equal(to(page("/")), "/login");
  assert.equal(to(page("/bot", "POST")), "/login");
  assert.equal(turnedAway(null, "/login", page("/login")), undefined);
  assert.throws(() => turnedAway(null, null, new Request("http://127.0.0.1/x")), /Sign in first/);
});

Deno.test("who must change the password is led there, and may sign out instead", () => {
  const forced = { ...viewer, mustChangePassword: true };
  assert.equal(turnedAway(forced, "/bot", page("/bot"))?.headers.get("location"), "/password");
  for (const route of ["/password", "/logout", "/preferences"]) {
    assert.equal(turnedAway(forced, route, page(route)), undefined);
  }
  assert.throws(() => turnedAway(forced, "/api/bot", new Request("http://127.0.0.1/api/bot")), /Change your password/);
  assert.equal(turnedAway(viewer, "/bot", page("/bot")), undefined);
});
