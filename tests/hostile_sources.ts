/** Sources that mean harm, or know no better, for tests: what each does, and in which words its owner is told. */

/** A hostile source. */
export interface HostileSource {
  readonly what: string;
  readonly source: string;
  /** What its owner is told when it works live. */
  readonly live: RegExp;
  /** What its owner is told of its backtest; null = it runs to its end and has harmed nobody. */
  readonly backtest: RegExp | null;
}

/** A strategy with these members, and these lines before it. */
export const hostileSource = (members: string, before = "") =>
  `import { Strategy } from "aristobot/strategy";
${before}
export default class Hostile extends Strategy {
  ${members}
}
`;
const inDecision = (statement: string) => hostileSource(`shouldLong(): boolean { ${statement}; return false; }`);
const whileLoading = (statement: string) => hostileSource("shouldLong() { return false; }", statement);

type Row = readonly [what: string, source: string, live: RegExp, backtest?: RegExp | null];

const HUNG = /did not come to an end/;
/** Of a source that never comes to the end of a candle. */
export const SILENT = /silent for \d+ ms and was ended/;
const isGone = (name: string) => new RegExp(`^line 4, column \\d+: ReferenceError: ${name} is not defined$`);
const NOT_THERE = /^line \d, column \d+: TypeError: Cannot import ".*": there is nothing to import here$/;
const NOT_THE_API =
  /^line \d+, column \d+: Cannot import ".*": a strategy imports "aristobot\/strategy" and nothing else$/;
/** On a busy machine its patience may end first. */
const MEMORY =
  /more memory than|Array buffer allocation failed|Invalid string length|out of memory|Out of memory|did not come/;
const MEMORY_TESTED =
  /took (?:too much memory|more than \d+ MiB of heap)|Array buffer allocation failed|Invalid string|Out of memory/;

/** Puts a name together, so that no look at the text finds it. */
const hidden = (name: string) => `[${[...name].map((letter) => JSON.stringify(letter)).join(", ")}].join("")`;

const NETWORK: readonly Row[] = [
  ["fetches from the network", inDecision('fetch("http://127.0.0.1:9/?secret=1")'), isGone("fetch")],
  ["opens a web socket", inDecision('new WebSocket("ws://127.0.0.1:9")'), isGone("WebSocket")],
  ["opens an event source", inDecision('new EventSource("http://127.0.0.1:9")'), isGone("EventSource")],
  ["connects to a socket", inDecision("Deno.connect({ port: 9 })"), isGone("Deno")],
  ["listens on a socket", inDecision("Deno.listen({ port: 0 })"), isGone("Deno")],
  ["imports from the network", whileLoading(`await import(${hidden("http://127.0.0.1:9/a.ts")});`), NOT_THERE],
];

const FILES: readonly Row[] = [
  ["reads a file", inDecision('Deno.readTextFileSync("/etc/passwd")'), isGone("Deno")],
  ["writes a file", inDecision('Deno.writeTextFileSync("hostile.txt", "x")'), isGone("Deno")],
  ["imports a file", whileLoading(`await import(${hidden("file:///etc/passwd")});`), NOT_THERE],
  ["imports node:fs", whileLoading(`await import(${hidden("node:fs")});`), NOT_THERE],
  ["keeps something in the local storage", inDecision('localStorage.setItem("a", "b")'), isGone("localStorage")],
  ["keeps something in a cache", inDecision('caches.open("a")'), isGone("caches")],
];

const SURROUNDINGS: readonly Row[] = [
  ["reads the environment", inDecision("Deno.env.toObject()"), isGone("Deno")],
  ["reads the environment as Node does", inDecision("process.env.HOME"), isGone("process")],
  ["reads another process's memory", inDecision('Deno.readFileSync("/proc/1/environ")'), isGone("Deno")],
  ["asks the user at the terminal", inDecision('prompt("your password?")'), isGone("prompt")],
  [
    "finds Deno through a function of its own",
    inDecision('new Function("return Deno.pid")()'),
    /ReferenceError: Deno is not/,
  ],
  [
    "finds Deno through the global object",
    inDecision("(globalThis as any).Deno.exit(1)"),
    /TypeError: Cannot read prop/,
  ],
];

const PROCESSES: readonly Row[] = [
  ["starts a process", inDecision('new Deno.Command("id").outputSync()'), isGone("Deno")],
  ["starts a process as Node does", whileLoading(`await import(${hidden("node:child_process")});`), NOT_THERE],
  ["kills the platform", inDecision('Deno.kill(Deno.ppid, "SIGKILL")'), isGone("Deno")],
  ["kills its own process", inDecision('Deno.kill(Deno.pid, "SIGKILL")'), isGone("Deno")],
  ["leaves", inDecision("Deno.exit(0)"), isGone("Deno")],
  ["closes itself", inDecision("close()"), isGone("close")],
  ["starts a worker", inDecision('new Worker("data:text/javascript,for(;;);", { type: "module" })'), isGone("Worker")],
  ["starts a thread as Node does", whileLoading(`await import(${hidden("node:worker_threads")});`), NOT_THERE],
  ["talks to other threads", inDecision('new BroadcastChannel("a")'), isGone("BroadcastChannel")],
];

const PACKAGES: readonly Row[] = [
  ["imports a package", 'import "npm:left-pad";', NOT_THE_API],
  ["imports a package by a computed name", whileLoading(`await import(${hidden("npm:left-pad@1.3.0")});`), NOT_THERE],
  ["imports a package that lies here", whileLoading(`await import(${hidden("zod")});`), NOT_THERE],
  ["hides an import between comments", whileLoading('let a; /**/ import a2 from/**/"node:os";'), NOT_THE_API],
  ["hides an import behind an escape", whileLoading('import os from "no\\u0064e:os";'), NOT_THE_API],
  [
    "makes a module out of text",
    inDecision('URL.createObjectURL(new Blob(["1"]))'),
    /createObjectURL is not a function/,
  ],
  [
    "changes how texts are compared, and imports then",
    whileLoading(
      `String.prototype.startsWith = () => true; RegExp.prototype.test = () => true; await import(${
        hidden("node:fs")
      });`,
    ),
    NOT_THERE,
  ],
  ["imports from a text of its own", whileLoading(`await import(${hidden("data:text/javascript,1")});`), NOT_THERE],
];

const TIME: readonly Row[] = [
  ["loops for ever", inDecision("for (;;) {}"), HUNG, SILENT],
  [
    "loops for ever in promises",
    inDecision("const again = (): Promise<void> => Promise.resolve().then(again); again()"),
    HUNG,
    null, // nobody waits for its promises
  ],
  ["loops for ever in a regular expression", inDecision("/(a+)+$/.test('a'.repeat(64) + 'b')"), HUNG, SILENT],
  [
    "waits for ever on a lock",
    inDecision("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
    HUNG,
    SILENT,
  ],
  ["loops for ever while it loads", whileLoading("for (;;);"), /did not come|no answer/, SILENT],
  ["waits for ever while it loads", whileLoading("await new Promise(() => {});"), /no answer/, /ended|silent/],
  ["loops for ever in a timer", inDecision("setTimeout(() => { for (;;); })"), HUNG, null],
  [
    "calls itself for ever",
    hostileSource("shouldLong(): boolean { return this.shouldLong(); }"),
    /Maximum call stack size/,
  ],
  ["never answers", inDecision("return new Promise(() => {}) as never"), /answered a Promise/],
];

const SPACE: readonly Row[] = [
  [
    "eats the heap",
    inDecision("const all: number[][] = []; for (;;) all.push(new Array(1e5).fill(1.5))"),
    MEMORY,
    MEMORY_TESTED,
  ],
  [
    "eats the heap bit by bit",
    inDecision("const all: number[][] = []; setInterval(() => all.push(new Array(1e5).fill(1.5)))"),
    MEMORY,
    null,
  ],
  [
    "eats memory beside the heap",
    inDecision("const all: unknown[] = []; for (;;) all.push(new Uint8Array(1e7).fill(1))"),
    MEMORY,
    MEMORY_TESTED,
  ],
  [
    "lets a buffer grow",
    inDecision("const b = new ArrayBuffer(1, { maxByteLength: 4e9 }); for (let n = 1e8; ; n += 1e8) b.resize(n)"),
    /RangeError/,
  ],
  [
    "asks for one enormous buffer",
    inDecision("new Float64Array(1e9).fill(1)"),
    /Array buffer allocation failed/,
  ],
  ["grows a text", inDecision('let text = "x"; for (;;) text += text + Math.random()'), MEMORY, MEMORY_TESTED],
  [
    "takes memory through WebAssembly",
    inDecision("new WebAssembly.Memory({ initial: 30_000 })"),
    isGone("WebAssembly"),
  ],
];

const OUTPUT: readonly Row[] = [
  ["prints for ever", inDecision('for (;;) console.log("x".repeat(100))'), HUNG, SILENT],
  ["prints past its console", inDecision('(globalThis as any).console.log("[[1")'), /TypeError: Cannot read prop/],
  ["throws a novel", inDecision('throw new Error("x".repeat(1e7))'), /^line 4, column \d+: Error: x{400,500}…$/],
  ["throws what is no error", inDecision("throw { toString() { throw 1; } }"), /./, /./],
  ["leaves a rejection behind", inDecision('Promise.reject(new Error("behind"))'), /behind/, null],
  ["throws later", inDecision('setTimeout(() => { throw new Error("later"); })'), /later/, null],
];

const TAMPERING: readonly Row[] = [
  [
    "breaks how answers are written",
    inDecision('JSON.stringify = () => { throw new Error("broken"); }'),
    /./,
    /broken/,
  ],
  ["writes other answers", inDecision("JSON.stringify = () => '[[\"answer\",1,7]]'"), /./, /./],
  ["changes every object", inDecision('(Object.prototype as any).toJSON = () => "gone"'), /./, /./],
  ["breaks every list", inDecision('Array.prototype.push = () => { throw new Error("broken"); }'), /./, null],
  [
    "answers with what is no number",
    hostileSource("shouldLong() { return true; } override calculatePositionSize() { return NaN; }"),
    /answered NaN/,
  ],
];

const MISTAKES: readonly Row[] = [
  [
    "does not parse",
    hostileSource("shouldLong() { return 1 +; }"),
    /^line 4, column 28: SyntaxError: Expression expected$/,
  ],
  ["throws while it loads", whileLoading('throw new Error("load");'), /^line 2, .*load/],
  [
    "throws in its constructor",
    hostileSource("constructor() { super(); null!.x; } shouldLong() { return true; }"),
    /^line 4/,
  ],
  ["throws when it is asked", inDecision('throw new RangeError("no")'), /^line 4, column 33: RangeError: no$/],
];

/** All of them. */
export const HOSTILE_SOURCES: readonly HostileSource[] = [
  NETWORK,
  FILES,
  SURROUNDINGS,
  PROCESSES,
  PACKAGES,
  TIME,
  SPACE,
  OUTPUT,
  TAMPERING,
  MISTAKES,
].flat().map(([what, source, live, backtest = live]) => ({ what, source, live, backtest }));
