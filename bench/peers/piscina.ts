/** piscina: a pool of worker threads that run tasks; every task is answered, and none has a state of its own. */
import { Piscina } from "piscina";
import { millis, perSecond, sixtyFour } from "../runtime_parts/measure.ts";
import { report } from "./peer.ts";

const filename = new URL("./piscina_task.ts", import.meta.url).href;

/** One thread, as an actor has. */
function open(atomics: "async" | "disabled"): Piscina {
  const pool = new Piscina({ filename, minThreads: 1, maxThreads: 1, concurrentTasksPerWorker: 64, atomics });
  pool.on("error", () => {}); // A thread that is told to end is reported here too.
  return pool;
}

/** The fastest way depends on how many tasks wait. */
const one = open("disabled");
const many = open("async");
const get = () => one.run("get");
await Promise.all([get(), many.run("get")]);

await report({
  worker: {
    piscina: {
      tell: "has none: a task is always answered",
      ask: () => perSecond(2_000, 1, get),
      ask64: () => perSecond(6_400, 64, () => sixtyFour(() => many.run("get"))),
      crash: "a task has no state to be lost",
      killed: () =>
        millis(5, async () => {
          await one.run("end").catch(() => {});
          await get();
        }),
      hundred: "has tasks, no actors",
    },
  },
});
