import assert from "node:assert/strict";
import { compareRoutes, folderChain, patternsOf, routeFile } from "./route_tree.ts";

Deno.test("file paths become patterns: index, groups, parameters, optional parameters and rests", () => {
  const patterns: [string, string[]][] = [
    ["index", ["/"]],
    ["heartbeat", ["/heartbeat"]],
    ["(main)/index", ["/"]],
    ["(main)/orders/(inner)/[id]", ["/orders/:id"]],
    ["orders/[id]/edit", ["/orders/:id/edit"]],
    ["orders/[[id]]", ["/orders", "/orders/:id"]],
    ["files/[...rest]", ["/files/:rest{.+}"]],
  ];
  for (const [path, expected] of patterns) assert.deepEqual(patternsOf(path), expected, path);
});

Deno.test("fixed parts come before parameters, parameters before optional ones, and rests last", () => {
  const sorted = ["[...all]", "a/[[id]]", "a/[id]", "[x]", "a/new", "a/index", "index"].sort(compareRoutes);
  assert.deepEqual(sorted, ["index", "a/index", "a/new", "a/[id]", "a/[[id]]", "[x]", "[...all]"]);
});

Deno.test("tests, other files and private folders are no routes", () => {
  for (const file of ["a_test.tsx", "a.test.ts", "a.css", "(_islands)/Chart.tsx", "x/(_components)/Row.tsx"]) {
    assert.equal(routeFile(file), undefined, file);
  }
  assert.deepEqual(routeFile("(main)/_layout.tsx"), { path: "(main)/_layout", folder: "(main)", special: "_layout" });
  assert.deepEqual(routeFile("index.tsx"), { path: "index", folder: "", special: null });
});

Deno.test("the folders of a route are listed from the top", () => {
  assert.deepEqual(folderChain(""), [""]);
  assert.deepEqual(folderChain("(main)/orders"), ["", "(main)", "(main)/orders"]);
});
