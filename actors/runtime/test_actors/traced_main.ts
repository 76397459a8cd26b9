/** A program whose trace begins in a span of its own and goes through the main isolate, a worker and a process. */
import { trace } from "@opentelemetry/api";
import { createSystem, supervisor } from "../mod.ts";
import { tracedProtocol } from "./traced.actor.ts";

const module = import.meta.resolve("./traced.actor.ts");
await using system = await createSystem(supervisor({
  strategy: "one_for_one",
  children: [
    { id: "here", module },
    { id: "worker", module, place: { worker: "w" } },
    { id: "process", module, place: { process: "p" } },
  ],
}));
await trace.getTracer("test").startActiveSpan("begin", async (span) => {
  const first = system.whereis("/root/here", tracedProtocol);
  await first.ask("Pass", { to: ["/root/worker", "/root/process"] }, { timeout: "20s" });
  span.end();
});
system.whereis("/root/nobody", tracedProtocol).tell("Pass", { to: [] });
// Exporters send at their own pace; the program ends when the test has seen enough.
await Deno.stdin.readable.pipeTo(new WritableStream());
