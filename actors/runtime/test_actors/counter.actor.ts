/** Holds a number; fails in whatever way it is told. */
import { z } from "zod";
import { AskError, defineActor } from "../mod.ts";
import { counterProtocol, news, numbers } from "./counter.ts";

const eaten: unknown[] = [];

export default defineActor({
  protocol: counterProtocol,
  args: z.object({ from: z.number().optional(), watch: z.string().optional() }).optional(),
  init(ctx, args) {
    if (args?.watch !== undefined) ctx.watch(ctx.whereis(args.watch, {}), "Ended");
    return { total: args?.from ?? 0, ends: [] as string[] };
  },
  on: {
    Add: (state, { by }) => {
      state.total += by;
    },
    Get: (state) => state.total,
    Nothing: () => {},
    WrongAnswer: () => "no number" as unknown as number,
    Throw: () => {
      throw new TypeError("told to throw");
    },
    Reject: () => {
      void Promise.reject(new Error("left behind"));
    },
    RejectContained: (_state, _message, ctx) => {
      ctx.contain(() => {
        void Promise.reject(new Error("left behind"));
        setTimeout(() => Promise.reject(new Error("left behind by a timer")), 1);
      }, () => ctx.self.tell("Add", { by: 1 }));
    },
    RawTimer: () => {
      setTimeout(() => {
        throw new Error("raw timer");
      }, 1);
    },
    Spin: () => {
      for (;;);
    },
    SpinOn: (_state, { cell }) => {
      while (Atomics.load(cell, 0) === 0);
    },
    Slow: async (state, { ms }, ctx) => {
      await ctx.clock.sleep(ms);
      return state.total;
    },
    EatHeap: () => {
      for (;;) eaten.push({ number: Math.random(), text: `x${Math.random()}` });
    },
    EatBuffers: async () => {
      for (;;) {
        eaten.push(new Uint8Array(8_000_000).fill(1));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    Flood: (_state, { newlines }) => {
      const bytes = new TextEncoder().encode("x".repeat(65_535) + (newlines ? "\n" : "x"));
      for (;;) Deno.stdout.writeSync(bytes);
    },
    Workers: () => {
      const source = "data:application/javascript,setInterval(() => {}, 1000)";
      for (let n = 0; n < 100; n++) new Worker(source, { type: "module" });
    },
    Leave: (_state, { code }) => Deno.exit(code),
    Print: (_state, { text }) => {
      Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
      console.log(text);
    },
    Hear: (_state, { key }, ctx) => {
      ctx.subscribe(key === undefined ? numbers : numbers.key(key), "Heard");
    },
    Heard: (state, { n }) => {
      state.total += n;
    },
    Publish: (_state, { key, n }, ctx) => ctx.publish(key === undefined ? numbers : numbers.key(key), { n }),
    HearNews: (_state, _message, ctx) => {
      ctx.subscribe(news, "Heard");
    },
    PublishNews: (_state, { n }, ctx) => ctx.publish(news, { n }),
    TellOther: (_state, { path, by }, ctx) => ctx.whereis(path, counterProtocol).tell("Add", { by }),
    AskOther: (_state, { path }, ctx) =>
      ctx.whereis(path, counterProtocol).ask("Get", undefined, { timeout: "2s" })
        .catch((error: unknown) => error instanceof AskError ? error.code : String(error)),
    Watch: (_state, { path }, ctx) => {
      ctx.watch(ctx.whereis(path, {}), "Ended");
    },
    Ended: (state, { path, reason }) => {
      state.ends.push(`${path} ${reason.kind}`);
    },
    Ends: (state) => state.ends,
    Spawn: async (_state, { id, module }, ctx) => (await ctx.spawn({ id, module })).path,
    Try: async (_state, { what }) => {
      try {
        if (what === "read") await Deno.readTextFile("/etc/hostname");
        if (what === "env") Deno.env.get("HOME");
        if (what === "run") await new Deno.Command("true").output();
        if (what === "net") await Deno.connect({ hostname: "127.0.0.1", port: 9 });
        if (what === "import") await import(`file:///etc/${"hosts"}.ts`);
        return "allowed";
      } catch (error) {
        return error instanceof Error ? error.name : String(error);
      }
    },
  },
});
