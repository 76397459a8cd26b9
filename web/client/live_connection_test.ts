import assert from "node:assert/strict";

/** An event stream that opens when a test says so. */
class Stream extends EventTarget {
  static last: Stream;
  readonly readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly address: string) {
    super();
    Stream.last = this;
  }
}

Deno.test("channels that could not be told to the house are told again", async () => {
  const real = { EventSource: globalThis.EventSource, fetch: globalThis.fetch, setInterval: globalThis.setInterval };
  const calls: (() => void)[] = [];
  const told: string[] = [];
  let isAway = true;
  Object.assign(globalThis, {
    EventSource: Stream,
    setInterval: (call: () => void) => calls.push(call),
    fetch: (_address: string, { body }: { body: string }) => {
      told.push(body);
      return isAway ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve(new Response(null));
    },
  });
  try {
    const { connect, watch } = await import("./live_connection.ts");
    connect();
    Stream.last.onopen!();
    watch("raw");
    await settled();
    isAway = false;
    watch("raw"); // nothing new to tell, and yet nobody has heard of it
    await settled();
    assert.deepEqual(told.slice(-2), ['{"channels":["raw"]}', '{"channels":["raw"]}']);
  } finally {
    Object.assign(globalThis, real);
  }
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
