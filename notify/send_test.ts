import assert from "node:assert/strict";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import type { Delivery, DeliveryLimits } from "./delivery.ts";
import { send } from "./send.ts";
import {
  politeAnswer,
  TEST_BOT_TOKEN,
  TEST_HOOK_KEY,
  TEST_MESSAGE,
  testConfigs,
  testMailServer,
  testReceiver,
  testSending,
} from "./test_receiver.ts";
import { signatureOf } from "./webhook.ts";

const HTTP_KINDS = ["telegram", "discord", "webhook"] as const;
const SHORT: DeliveryLimits = { totalMs: 300, answerBytes: 2_000 };

/** A web server, a mail server, and a channel of each kind that leads to them. */
function scene(greeting?: string | null) {
  const [receiver, mail] = [testReceiver(), testMailServer(greeting)];
  return {
    receiver,
    mail,
    configs: testConfigs(receiver, mail),
    [Symbol.asyncDispose]: async () => {
      await receiver[Symbol.asyncDispose]();
      await mail[Symbol.asyncDispose]();
    },
  };
}

/** What came of it in a few words; whatever it is, it says nothing that opens the channel. */
function wordsOf(delivery: Delivery): string {
  assert.ok(!JSON.stringify(delivery).includes("PLANTED"), JSON.stringify(delivery));
  return delivery.outcome === "sent" ? "sent" : `${delivery.kind} ${delivery.waitMs}: ${delivery.reason}`;
}

Deno.test("Telegram's bot is asked to write plain text to the chat", async () => {
  await using of = scene();
  assert.deepEqual(await send(of.configs.telegram, TEST_MESSAGE, testSending(of.receiver)), { outcome: "sent" });
  const [heard] = of.receiver.heard;
  assert.equal(heard!.path, `/bot${TEST_BOT_TOKEN}/sendMessage`);
  assert.deepEqual(JSON.parse(heard!.body), {
    chat_id: "42",
    text: `${TEST_MESSAGE.title}\n${TEST_MESSAGE.lines[0]}`,
    link_preview_options: { is_disabled: true },
  });
});

Deno.test("Discord is asked to show the text as it is, and to call nobody", async () => {
  await using of = scene();
  assert.deepEqual(await send(of.configs.discord, TEST_MESSAGE, testSending(of.receiver)), { outcome: "sent" });
  const [heard] = of.receiver.heard;
  assert.equal(heard!.path, "/api/webhooks/123456789/PLANTED-discord-token-0123?wait=true");
  const { content, allowed_mentions } = JSON.parse(heard!.body);
  assert.deepEqual(allowed_mentions, { parse: [] });
  assert.ok(content.includes("\\*sold\\* @everyone <b\\>0.5"), content);
});

Deno.test("a program is told all as data, signed with its key", async () => {
  await using of = scene();
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await send(of.configs.webhook, TEST_MESSAGE, testSending(of.receiver)), { outcome: "sent" });
  }
  const [first, again] = of.receiver.heard;
  const { "webhook-id": id = "", "webhook-timestamp": timestamp = "" } = first!.headers;
  assert.equal(first!.headers["webhook-signature"], signatureOf({ id, timestamp, body: first!.body }, TEST_HOOK_KEY));
  assert.equal(timestamp, "1700000000");
  const told = JSON.parse(first!.body);
  assert.deepEqual(told.notifications, TEST_MESSAGE.items);
  assert.deepEqual([told.count, told.isTest, told.id], [1, false, id]);
  assert.equal(again!.headers["webhook-id"], id);
});

Deno.test("the signature is the one of the published example", () => {
  const of = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", body: '{"test": 2432232314}' };
  assert.equal(
    signatureOf(of, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

Deno.test("a mail server is handed the message, with name and password where it asks for them", async () => {
  await using of = scene();
  assert.deepEqual(await send(of.configs.email, TEST_MESSAGE, testSending(of.receiver)), { outcome: "sent" });
  const text = of.mail.heard.join("\n");
  assert.match(text, /MAIL FROM:<bot@example.org>[\s\S]*RCPT TO:<me@example.org>/);
  assert.match(text, /Subject: Aristobot: stop hit/);
  assert.match(text, /Stop hit on BTC\/USDT: \*sold\* @everyone <b>0.5<\/b>/);
  assert.ok(!text.includes("AUTH"));
  // What forbids a password on a connection that is not encrypted stands before: here one is seen to be said at all.
  const named: ChannelConfig = { ...of.configs.email, user: "me", password: "PLANTED" };
  assert.deepEqual(await send(named, TEST_MESSAGE, testSending(of.receiver)), { outcome: "sent" });
  assert.ok(of.mail.heard.join("\n").includes(`AUTH PLAIN ${btoa("\0me\0PLANTED")}`));
});

Deno.test("a subject and addresses are one line each, whatever a name holds", async () => {
  await using of = scene();
  const title = "a\r\nBcc: thief@example.org\r\n\r\nbody";
  assert.deepEqual(await send(of.configs.email, { ...TEST_MESSAGE, title }, testSending(of.receiver)), {
    outcome: "sent",
  });
  const head = of.mail.heard.slice(0, of.mail.heard.indexOf(""));
  assert.ok(head.every((line) => !line.startsWith("Bcc:")), head.join("\n"));
  assert.equal(of.mail.heard.filter((line) => line.startsWith("RCPT")).length, 1);
});

Deno.test("who is busy is come back to when they say, who fails again, who refuses seldom", async () => {
  await using of = scene();
  const answers: readonly (readonly [Response, RegExp])[] = [
    [new Response("no", { status: 500 }), /^unreachable null: HTTP 500$/],
    [new Response("no", { status: 429, headers: { "retry-after": "17" } }), /^busy 17000: HTTP 429$/],
    [new Response("no", { status: 503 }), /^busy null: HTTP 503$/],
    [
      new Response("no", { status: 503, headers: { "retry-after": "Tue, 14 Nov 2023 22:14:20 GMT" } }),
      /^busy 60000: HTTP 503$/,
    ],
    [new Response("no", { status: 404 }), /^refused null: HTTP 404$/],
    [
      new Response(null, { status: 302, headers: { location: "http://169.254.169.254/PLANTED" } }),
      /^refused null: it wants to send us elsewhere \(HTTP 302\)/,
    ],
  ];
  for (const kind of HTTP_KINDS) {
    for (const [answer, expected] of answers) {
      of.receiver.answer = () => answer.clone();
      const before = of.receiver.heard.length;
      assert.match(wordsOf(await send(of.configs[kind], TEST_MESSAGE, testSending(of.receiver))), expected, kind);
      assert.equal(of.receiver.heard.length, before + 1, "it asked again, or elsewhere");
    }
  }
});

Deno.test("services say in their own words why they refuse, and for how long they are busy", async () => {
  await using of = scene();
  of.receiver.answer = () =>
    Response.json({ ok: false, description: "Too\u0000Many\nRequests", parameters: { retry_after: 3 } }, {
      status: 429,
    });
  assert.equal(
    wordsOf(await send(of.configs.telegram, TEST_MESSAGE, testSending(of.receiver))),
    "busy 3000: HTTP 429, Too Many Requests",
  );
  of.receiver.answer = () => Response.json({ message: "You are limited.", retry_after: 0.25 }, { status: 429 });
  assert.equal(
    wordsOf(await send(of.configs.discord, TEST_MESSAGE, testSending(of.receiver))),
    "busy 250: HTTP 429, You are limited.",
  );
  of.receiver.answer = () => Response.json({ ok: false, description: "Unauthorized" }, { status: 401 });
  assert.equal(
    wordsOf(await send(of.configs.telegram, TEST_MESSAGE, testSending(of.receiver))),
    "refused null: HTTP 401, Unauthorized",
  );
});

Deno.test("rubbish is no answer of a service, and what is too long is not read to its end", async () => {
  await using of = scene();
  for (const rubbish of ["", "null", "<html>", '{"ok": "yes"}', "[]", "\0".repeat(50)]) {
    of.receiver.answer = () => new Response(rubbish);
    for (const kind of ["telegram", "discord"] as const) {
      assert.equal(
        wordsOf(await send(of.configs[kind], TEST_MESSAGE, testSending(of.receiver))),
        "unreachable null: it answered with something else than was expected",
        `${kind}: ${rubbish}`,
      );
    }
  }
  of.receiver.answer = () => new Response("x".repeat(10_000));
  for (const kind of HTTP_KINDS) {
    assert.equal(
      wordsOf(
        await send(of.configs[kind], TEST_MESSAGE, testSending(of.receiver, { limits: { ...SHORT, totalMs: 20_000 } })),
      ),
      "unreachable null: its answer has more than 2000 bytes",
    );
  }
});

Deno.test("who hangs is given up, whether nothing comes or a little all the time", async () => {
  await using of = scene(null);
  const release = Promise.withResolvers<void>();
  of.receiver.answer = () => release.promise.then(() => new Response("late"));
  for (const kind of ["telegram", "webhook", "email"] as const) {
    assert.equal(
      wordsOf(await send(of.configs[kind], TEST_MESSAGE, testSending(of.receiver, { limits: SHORT }))),
      "unreachable null: it took longer than 0.3 s",
      kind,
    );
  }
  release.resolve();
  const stop = new AbortController();
  of.receiver.answer = () => new Response(dripping(stop.signal));
  assert.equal(
    wordsOf(await send(of.configs.webhook, TEST_MESSAGE, testSending(of.receiver, { limits: SHORT }))),
    "unreachable null: it took longer than 0.3 s",
  );
  stop.abort();
});

/** A body of a byte every 20 ms, without end. */
function dripping(signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      timer = setInterval(() => controller.enqueue(new TextEncoder().encode(" ")), 20);
      signal.addEventListener("abort", () => clearInterval(timer));
    },
    cancel: () => clearInterval(timer),
  });
}

Deno.test("where nobody listens, and where the connection is cut, it is tried again", async () => {
  await using of = scene();
  const nowhere = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = nowhere.addr;
  nowhere.close();
  const url = `http://127.0.0.1:${port}`;
  const sending = { ...testSending({ url }) };
  assert.equal(
    wordsOf(await send(of.configs.telegram, TEST_MESSAGE, sending)),
    "unreachable null: nobody listens there",
  );
  assert.equal(
    wordsOf(await send({ ...of.configs.email, port }, TEST_MESSAGE, sending)),
    "unreachable null: nobody listens there",
  );
  await using cut = testMailServer("");
  const delivery = await send(
    { ...of.configs.webhook, url: `http://127.0.0.1:${cut.port}/PLANTED` },
    TEST_MESSAGE,
    sending,
  );
  assert.match(wordsOf(delivery), /^unreachable null: /);
});

Deno.test("a mail server's refusal lasts, its troubles pass, and what it says is told", async () => {
  await using of = scene();
  const answering = async (command: string, answer: string) => {
    of.mail.answer = (line) => line.startsWith(command) ? answer : politeAnswer(line);
    return wordsOf(await send(of.configs.email, TEST_MESSAGE, testSending(of.receiver)));
  };
  assert.equal(await answering("RCPT", "550 no such user"), "refused null: 550 no such user");
  assert.equal(await answering("MAIL", "451 later, please"), "unreachable null: 451 later, please");
  assert.equal(await answering("MAIL", "what?"), "refused null: what?");
  const needsTls = { ...of.configs.email, security: "starttls" } as const;
  of.mail.answer = politeAnswer;
  const before = of.mail.heard.length;
  assert.match(wordsOf(await send(needsTls, TEST_MESSAGE, testSending(of.receiver))), /^(refused|unreachable) null: /);
  assert.ok(!of.mail.heard.slice(before).some((line) => line.startsWith("MAIL")), "it went on without TLS");
  const wantsTls = { ...of.configs.email, security: "tls" } as const;
  assert.match(
    wordsOf(await send(wantsTls, TEST_MESSAGE, testSending(of.receiver, { limits: { ...SHORT, totalMs: 2_000 } }))),
    /^(refused|unreachable) null: /,
  );
});

Deno.test("users cannot have us ask addresses that are not public, however they are written", async () => {
  await using of = scene();
  const sending = testSending(of.receiver, { allowsPrivate: false });
  const hosts = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "0x7f.1",
    "2130706433",
    "[::ffff:127.0.0.1]",
    "169.254.169.254",
    "0",
  ];
  for (const host of hosts) {
    const { port } = new URL(of.receiver.url);
    const delivery = await send({ ...of.configs.webhook, url: `http://${host}:${port}/` }, TEST_MESSAGE, sending);
    assert.match(wordsOf(delivery), /^refused null: Cannot send to .*: its address is not public/, host);
  }
  for (const host of ["127.0.0.1", "localhost", "::1"]) {
    const delivery = await send({ ...of.configs.email, host }, TEST_MESSAGE, sending);
    assert.match(wordsOf(delivery), /^refused null: Cannot send to .*: its address is not public/, host);
  }
  assert.deepEqual([of.receiver.heard.length, of.mail.heard.length], [0, 0]);
  assert.equal(wordsOf(await send(of.configs.telegram, TEST_MESSAGE, sending)), "sent", "the operator's own address");
});

Deno.test("whoever ends it ends it at once", async () => {
  await using of = scene(null);
  const release = Promise.withResolvers<void>();
  of.receiver.answer = () => release.promise.then(() => new Response("late"));
  for (const kind of ["telegram", "email"] as const) {
    const end = new AbortController();
    const sending = send(of.configs[kind], TEST_MESSAGE, testSending(of.receiver, { signal: end.signal }));
    end.abort(new Error("the end"));
    await assert.rejects(sending, /the end/, kind);
  }
  release.resolve();
});
