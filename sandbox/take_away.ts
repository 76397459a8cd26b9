/**
 * The text that stands before every contained program. It keeps what the program itself needs, and takes from everybody
 * what reaches out of a process. Permissions deny nearly all of that anyway; what they do not deny (killing one's own
 * process, packages and modules that happen to be there, further threads, the flags of the engine) ends here.
 *
 * Code that the program loads later, a user's source, is another module: it sees neither what was taken away nor what the
 * program holds. A call of `import` finds nothing but what the program itself has put into memory, however the name is put
 * together. What a module imports at its top is not seen from here: the program must look at that text before it loads it.
 */

/** What the program keeps under {@linkcode heldName}. */
const HELD = ["Deno", "console", "navigator"];

/** What nobody has. */
const TAKEN = [
  "process",
  "Buffer",
  "global",
  "Worker",
  "WebAssembly",
  "fetch",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "BroadcastChannel",
  "caches",
  "localStorage",
  "sessionStorage",
  "alert",
  "confirm",
  "prompt",
  "close",
];

const heldName = (name: string) => `held${name}`;

/** For the bundler: how the program's own text names what is held. */
export const HELD_NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(HELD.map((name) => [name, heldName(name)])),
  "URL.createObjectURL": "heldCreateObjectURL",
};

/** JavaScript that runs before the program does, in its module. */
export const TAKE_AWAY = `import { registerHooks as holdImports } from "node:module";
${HELD.map((name) => `const ${heldName(name)} = globalThis.${name};`).join("\n")}
for (const name of ${JSON.stringify([...HELD, ...TAKEN])}) {
  if (!Reflect.deleteProperty(globalThis, name)) throw new TypeError("Cannot take " + name + " away");
}
const heldCreateObjectURL = URL.createObjectURL;
delete URL.createObjectURL;
holdImports({
  resolve(specifier, context, next) {
    let isOwn = true; // letter by letter: code that was loaded may have changed what texts can do
    for (let at = 0; at < 5; at++) if (specifier[at] !== "blob:"[at]) isOwn = false;
    if (isOwn) return next(specifier, context);
    throw new TypeError('Cannot import "' + specifier.slice(0, 100) + '": there is nothing to import here');
  },
});`;
