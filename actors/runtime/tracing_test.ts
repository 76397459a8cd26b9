import assert from "node:assert/strict";
import { fromTraceparent, toTraceparent } from "./tracing.ts";

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** Finds the objects under a name, however deep they lie. */
function under<T>(value: unknown, name: string): T[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name && Array.isArray(inner) ? inner as T[] : under<T>(inner, name)
  );
}

Deno.test("a traceparent is written and read", () => {
  const text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const place = fromTraceparent(text);
  assert(place !== undefined);
  assert.equal(toTraceparent(place), text);
  for (const junk of ["", "00-0-0-01", text.toUpperCase(), `${text}\n`, "__proto__"]) {
    assert.equal(fromTraceparent(junk), undefined);
  }
});

Deno.test("one trace goes from main through a worker to a process, and metrics arrive", async () => {
  const spans = new Map<string, Span>();
  const metrics = new Map<string, string>();
  const enough = Promise.withResolvers<void>();
  const wanted = ["begin", "/root/here Pass", "/root/worker Pass", "/root/process Pass"];
  const metricNames = ["actor.mailbox.depth", "actor.handled", "actor.restarts", "actor.dead_letters"];
  await using sink = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body: unknown = await request.json();
    for (const span of under<Span>(body, "spans")) spans.set(span.name, span);
    for (const metric of under<{ name: string }>(body, "metrics")) metrics.set(metric.name, JSON.stringify(metric));
    const seen = wanted.every((name) => spans.has(name)) && metricNames.every((name) => metrics.has(name));
    if (seen && metrics.get("actor.handled")?.includes("/root/worker") === true) enough.resolve();
    return Response.json({});
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("./test_actors/traced_main.ts", import.meta.url).pathname],
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink.addr.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_METRIC_EXPORT_INTERVAL: "100",
    },
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const limit = setTimeout(
    () => enough.reject(new Error(`Only ${[...spans.keys(), ...metrics.keys()].join(", ")} arrived`)),
    25_000,
  );
  try {
    await enough.promise;
  } finally {
    clearTimeout(limit);
    await child.stdin.close();
    await child.status;
  }
  const path = wanted.map((name) => spans.get(name));
  for (const [index, span] of path.entries()) {
    assert.equal(span?.traceId, path[0]?.traceId, `${span?.name} is in another trace`);
    if (index > 0) assert.equal(span?.parentSpanId, path[index - 1]?.spanId, `${span?.name} has another parent`);
  }
});
