import assert from "node:assert/strict";
import { answerTo, modelsOf, tryConnection } from "./answer.ts";
import type { AssistantEvent, AssistantKind } from "./conversation.ts";
import { ANSWER_LIMITS, type Limits } from "./limits.ts";
import type { Connection } from "./service.ts";
import {
  endless,
  endOf,
  pieceOf,
  raw,
  silent,
  slow,
  TEST_KEY,
  type TestService,
  testService,
  words,
} from "./test_service.ts";

const KINDS: readonly AssistantKind[] = ["openrouter", "ollama"];
const SOURCE = `import { Strategy } from "aristobot/strategy";

export default class Always extends Strategy {
  shouldLong() {
    return true;
  }
}
`;
const QUESTION = { turns: [{ role: "user", text: "Buy always." }], source: "", errors: [] } as const;
const IGNORED = new AbortController().signal;

/** Everything that an answer tells. */
async function told(connection: Connection, limits: Partial<Limits> = {}): Promise<AssistantEvent[]> {
  return await Array.fromAsync(answerTo(connection, QUESTION, IGNORED, { ...ANSWER_LIMITS, ...limits }));
}

const textOf = (events: readonly AssistantEvent[]) =>
  events.map((event) => event.kind === "text" ? event.text : "").join("");
const failureOf = (events: readonly AssistantEvent[]) => {
  const failures = events.filter((event) => event.kind === "failed");
  assert.equal(failures.length, 1, JSON.stringify(events).slice(0, 500));
  assert.equal(events.at(-1)!.kind, "end");
  return failures[0]!.reason;
};

/** Waits until the service has noticed. */
async function untilIdle(service: TestService): Promise<void> {
  for (let looks = 0; service.underWay > 0; looks++) {
    assert.ok(looks < 1_500, `${service.underWay} answers are still under way`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const kind of KINDS) {
  Deno.test(`${kind}: an answer comes in its pieces, with the source that it proposes before its end`, async () => {
    await using service = testService();
    service.behave = () => words(kind, ["I buy.\n\n```", "ts\n", SOURCE, "```\n"]);
    const events = await told(service.connection(kind));
    assert.deepEqual(events.map((event) => event.kind), ["text", "text", "text", "text", "proposal", "end"]);
    assert.deepEqual(events.at(-2), { kind: "proposal", source: SOURCE });
    const [{ path, body }] = service.heard as [typeof service.heard[0]];
    assert.equal(path, kind === "openrouter" ? "/api/v1/chat/completions" : "/api/chat");
    const { model, stream, messages } = body as { model: string; stream: boolean; messages: { content: string }[] };
    assert.deepEqual([model, stream], ["maker/small", true]);
    assert.match(messages[0]!.content, /shouldLong\(\): boolean/);
    assert.match(messages.at(-1)!.content, /Buy always\.$/);
  });

  Deno.test(`${kind}: pieces cut anywhere in their bytes are the same answer`, async () => {
    await using service = testService();
    const whole = new TextEncoder().encode(pieceOf(kind, "à bientôt — 🙂") + pieceOf(kind, "!") + endOf(kind));
    service.behave = () => raw(kind, Array.from(whole, (byte) => Uint8Array.of(byte)));
    assert.equal(textOf(await told(service.connection(kind))), "à bientôt — 🙂!");
  });

  Deno.test(`${kind}: a connection that answers is tried with one word, and its models are told by name`, async () => {
    await using service = testService();
    service.behave = () => endless(kind, [pieceOf(kind, "ready")], pieceOf(kind, " again"));
    assert.equal(await tryConnection(service.connection(kind), IGNORED), null);
    await untilIdle(service);
    service.models = ["b", "a", "a", "", "x\u202E", "y".repeat(500)];
    assert.deepEqual(await modelsOf(service.connection(kind), IGNORED), ["a", "b"]);
  });

  Deno.test(`${kind}: the asker who goes away ends the work of the service`, async () => {
    await using service = testService();
    const leaving = new AbortController();
    service.behave = () => endless(kind, [], pieceOf(kind, "and so on "));
    const events: AssistantEvent[] = [];
    for await (const event of answerTo(service.connection(kind), QUESTION, leaving.signal)) {
      events.push(event);
      if (events.length === 3) leaving.abort();
    }
    assert.ok(events.length < 100 && events.every((event) => event.kind === "text"));
    await untilIdle(service);
    service.behave = () => silent(kind, []);
    const waiting = new AbortController();
    const answer = answerTo(service.connection(kind), QUESTION, waiting.signal).next();
    for (let looks = 0; service.underWay === 0 && looks < 1_500; looks++) await new Promise((r) => setTimeout(r, 20));
    waiting.abort();
    assert.deepEqual(await answer, { done: true, value: undefined });
    await untilIdle(service);
  });

  Deno.test(`${kind}: whoever stops listening ends the work of the service`, async () => {
    await using service = testService();
    service.behave = () => endless(kind, [], pieceOf(kind, "and so on "));
    for await (const _ of answerTo(service.connection(kind), QUESTION, IGNORED)) break;
    await untilIdle(service);
  });

  Deno.test(`${kind}: an answer without end, in time, bytes, lines or text, is ended and told`, async () => {
    await using service = testService();
    const of = service.connection(kind);
    const piece = pieceOf(kind, "and so on ");
    service.behave = () => endless(kind, [], piece);
    assert.match(failureOf(await told(of, { totalMs: 200 })), /it took longer than 0.2 s/);
    assert.match(failureOf(await told(of, { bytes: 5_000 })), /its answer has more than 5000 bytes/);
    assert.match(failureOf(await told(of, { characters: 100 })), /its answer has more than 100 characters/);
    service.behave = () => endless(kind, [piece], "x".repeat(1_000));
    assert.match(failureOf(await told(of, { lineBytes: 10_000 })), /a line of its answer has more than 10000 bytes/);
    service.behave = () => endless(kind, [], kind === "openrouter" ? ": PROCESSING\n\n" : "\n");
    assert.match(failureOf(await told(of, { totalMs: 200 })), /it took longer than 0.2 s/);
    service.behave = () => silent(kind, [piece]);
    const events = await told(of, { silentMs: 200 });
    assert.match(failureOf(events), /it said nothing for 0.2 s/);
    assert.equal(textOf(events), "and so on ");
    await untilIdle(service);
  });

  Deno.test(`${kind}: a slow answer is waited for as long as it says something`, async () => {
    await using service = testService();
    service.behave = () => slow(kind, ["One", " two", " three"], 60);
    const events = await told(service.connection(kind), { beginMs: 20_000, silentMs: 10_000 });
    assert.equal(textOf(events), "One two three");
    assert.deepEqual(events.at(-1), { kind: "end" });
    service.behave = () => slow(kind, ["One", " two", " three"], 400);
    assert.match(failureOf(await told(service.connection(kind), { silentMs: 100 })), /it said nothing for 0.1 s/);
    await untilIdle(service);
  });

  Deno.test(`${kind}: what is small on the wire and huge when unpacked is bounded as it is read`, async () => {
    await using service = testService();
    const packed = new Response("x".repeat(20_000_000)).body!.pipeThrough(new CompressionStream("gzip"));
    const bomb = new Uint8Array(await new Response(packed).arrayBuffer());
    assert.ok(bomb.length < 50_000);
    service.behave = () => {
      const response = raw(kind, [bomb]);
      response.headers.set("content-encoding", "gzip");
      return response;
    };
    assert.match(failureOf(await told(service.connection(kind))), /a line of its answer has more than 262144 bytes/);
  });

  Deno.test(`${kind}: an answer that breaks off or comes to the model's limit is told as such, and proposes nothing`, async () => {
    await using service = testService();
    const of = service.connection(kind);
    const block = `\`\`\`ts\n${SOURCE}`;
    service.behave = () => raw(kind, [pieceOf(kind, block)]);
    const broken = await told(of);
    assert.match(failureOf(broken), /its answer broke off|Did not receive done/);
    assert.equal(textOf(broken), block);
    service.behave = () => words(kind, [block], "length");
    assert.match(failureOf(await told(of)), /the model's limit of length/);
    service.behave = () => words(kind, []);
    assert.match(failureOf(await told(of)), /its answer is empty/);
  });

  Deno.test(`${kind}: what is no answer of its protocol is refused in words`, async () => {
    await using service = testService();
    const of = service.connection(kind);
    const lines = [
      "<html><script>alert(1)</script></html>",
      "null",
      "[]",
      "42",
      `{"choices":null,"message":null`,
      `{"choices":[{"delta":{"content":{"toString":1}}}],"message":{"content":["x"]}}`,
      `{"choices":{"length":1e9},"message":"x","done":"yes"}`,
      `{"__proto__":{"polluted":true},"choices":[7],"message":7}`,
      "\u0000\u0001\u0002",
    ];
    for (const line of lines) {
      service.behave = () => raw(kind, [kind === "openrouter" ? `data: ${line}\n\n` : `${line}\n`]);
      const events = await told(of);
      assert.match(failureOf(events), /^(OpenRouter|Ollama): \S/, line);
      assert.equal(textOf(events), "", line);
    }
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    service.behave = () => raw(kind, [Uint8Array.of(0xff, 0xfe, 0x00, 0x80, 10, 10)]);
    failureOf(await told(of));
    for (const type of ["text/html", "application/octet-stream", ""]) {
      service.behave = () => raw(kind, [pieceOf(kind, "x"), endOf(kind)], type);
      assert.match(
        failureOf(await told(of)),
        /it answered with (text\/html|application\/octet-stream|nothing|), expected/,
      );
    }
  });

  Deno.test(`${kind}: a service that refuses is quoted in one short line, one that is away is named`, async () => {
    await using service = testService();
    const of = service.connection(kind);
    const refusing = (status: number, body: unknown) => () => Response.json(body, { status });
    service.behave = refusing(402, {
      error: kind === "openrouter" ? { message: "No credits\u0007\nleft" } : "No credits\nleft",
    });
    assert.match(failureOf(await told(of)), /HTTP 402, No credits left$/);
    assert.match(await tryConnection(of, IGNORED) ?? "", /HTTP 402, No credits left$/);
    service.behave = refusing(500, { error: { message: "x".repeat(10_000) } });
    assert.ok(failureOf(await told(of)).length < 400);
    service.behave = () =>
      new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } });
    assert.match(failureOf(await told(of)), /HTTP 502$/);
    service.behave = () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/elsewhere" } });
    assert.match(failureOf(await told(of)), /not followed/);
    const nowhere = { ...of, url: "http://127.0.0.1:1" };
    assert.match(failureOf(await told(nowhere)), /^(OpenRouter|Ollama): .+/);
    await assert.rejects(modelsOf(nowhere, IGNORED), /^AssistantFailure: (OpenRouter|Ollama): /);
  });

  Deno.test(`${kind}: an error in the middle of an answer ends it`, async () => {
    await using service = testService();
    const error = kind === "openrouter"
      ? `data: ${JSON.stringify({ error: { code: 502, message: "Provider gave up" }, choices: [] })}\n\n`
      : `${JSON.stringify({ error: "Provider gave up" })}\n`;
    service.behave = () => raw(kind, [pieceOf(kind, "So far "), error, pieceOf(kind, "no more"), endOf(kind)]);
    const events = await told(service.connection(kind));
    assert.match(failureOf(events), /Provider gave up/);
    assert.equal(textOf(events), "So far ");
  });

  Deno.test(`${kind}: the key goes out in one header and comes back nowhere, and nothing tells of this machine`, async () => {
    await using service = testService();
    const of = service.connection(kind, TEST_KEY);
    const [head, tail] = [TEST_KEY.slice(0, 9), TEST_KEY.slice(9)];
    service.behave = () => words(kind, ["Your key: ", head, tail, ` and ${TEST_KEY}, `, head]);
    const events = await told(of);
    assert.equal(textOf(events), `Your key: *** and ***, ${head}`);
    service.behave = () => Response.json({ error: { message: `Wrong key ${TEST_KEY}` } }, { status: 401 });
    assert.match(failureOf(await told(of)), /Wrong key \*\*\*$/);
    assert.ok(!(await tryConnection(of, IGNORED) ?? "").includes(TEST_KEY));
    service.models = [`maker/${TEST_KEY}`];
    assert.deepEqual(await modelsOf(of, IGNORED), ["maker/***"]);
    const names = new Set(service.heard.flatMap(({ headers }) => Object.keys(headers)));
    const ours = ["accept", "authorization", "content-type"];
    const ofFetch = ["accept-encoding", "accept-language", "content-length", "host", "user-agent"];
    assert.deepEqual([...names].filter((name) => ![...ours, ...ofFetch].includes(name)), []);
    for (const { headers } of service.heard) {
      assert.equal(headers.authorization, `Bearer ${TEST_KEY}`);
      assert.match(headers["user-agent"] ?? "", /^Deno\/[\d.]+$/);
    }
  });
}

Deno.test("keys in the platform's own environment are not presented to anybody", async () => {
  await using service = testService();
  const names = ["OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OLLAMA_API_KEY", "OPENAI_CUSTOM_HEADERS"];
  for (const name of names) Deno.env.set(name, name === "OPENAI_CUSTOM_HEADERS" ? "x-planted: planted" : "planted");
  try {
    await told(service.connection("ollama"));
    await told(service.connection("openrouter", null));
  } finally {
    for (const name of names) Deno.env.delete(name);
  }
  assert.ok(!JSON.stringify(service.heard).includes("planted"));
});
