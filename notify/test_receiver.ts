/** Receivers for tests, on the loopback interface: a web server that answers as a test says, and a mail server. */
import type { ChannelConfig } from "../domain/notification/channel.ts";
import { DELIVERY_LIMITS, type Sending } from "./delivery.ts";
import type { Message } from "./message.ts";

/** A request as it came. */
export interface HeardPost {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A running web server. */
export interface TestReceiver extends AsyncDisposable {
  readonly url: string;
  /** What it hears, the oldest first. */
  readonly heard: readonly HeardPost[];
  /** What it answers; at first all that each service would when it took the message. */
  answer: (post: HeardPost) => Response | Promise<Response>;
}

/** Starts a web server that takes every message. */
export function testReceiver(): TestReceiver {
  const heard: HeardPost[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const of = { path: pathname + search, headers: Object.fromEntries(request.headers), body: await request.text() };
    heard.push(of);
    return await receiver.answer(of);
  });
  const receiver: TestReceiver = {
    url: `http://127.0.0.1:${server.addr.port}`,
    heard,
    answer: () => Response.json({ ok: true, id: "1" }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return receiver;
}

/** A running mail server. */
export interface TestMailServer extends AsyncDisposable {
  readonly port: number;
  /** What clients said, line by line, and the messages among it. */
  readonly heard: readonly string[];
  /** What it says to a line; null = nothing. */
  answer: (line: string) => string | null;
}

/** What a mail server says to each command when it takes a message. */
export function politeAnswer(line: string): string | null {
  const command = line.split(" ")[0]!.toUpperCase();
  if (command === "EHLO") return "250-test\r\n250 AUTH PLAIN";
  if (command === "DATA") return "354 go on";
  if (command === "AUTH") return "235 ok";
  if (command === "QUIT") return "221 bye";
  return "250 ok";
}

/** Starts a mail server that takes every message. @param greeting null = it says nothing. */
export function testMailServer(greeting: string | null = "220 test"): TestMailServer {
  const heard: string[] = [];
  const open = new Set<Deno.TcpConn>();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const server: TestMailServer = {
    port: listener.addr.port,
    heard,
    answer: politeAnswer,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      await serving;
    },
  };
  const serving = accept();
  return server;

  async function accept(): Promise<void> {
    const talks: Promise<void>[] = [];
    try {
      for await (const connection of listener) {
        open.add(connection);
        talks.push(talk(connection).catch(() => {}).finally(() => open.delete(connection))); // it hung up
      }
    } finally {
      await Promise.all(talks);
    }
  }

  async function talk(connection: Deno.TcpConn): Promise<void> {
    const say = (words: string) => connection.write(new TextEncoder().encode(`${words}\r\n`));
    if (greeting !== null) await say(greeting);
    let rest = "";
    let isData = false;
    for await (const piece of connection.readable.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split("\r\n");
      rest = lines.pop()!;
      for (const line of lines) {
        heard.push(line);
        if (isData && line !== ".") continue;
        const answer = server.answer(line);
        isData = answer?.startsWith("354") ?? false;
        if (answer !== null) await say(answer);
      }
    }
  }
}

/** A key for signatures. */
export const TEST_HOOK_KEY = `whsec_${btoa("0123456789abcdef01234567")}`;
/** A bot's token that no bot has. */
export const TEST_BOT_TOKEN = "123456:PLANTED-bot-token-0123456789";
/** A webhook of Discord's that nobody has. */
export const TEST_DISCORD_URL = "https://discord.com/api/webhooks/123456789/PLANTED-discord-token-0123";

/** One channel of each kind that leads to a receiver of the test. */
export function testConfigs(receiver: { readonly url: string }, mail: { readonly port: number }) {
  return {
    telegram: { kind: "telegram", chatId: "42", token: TEST_BOT_TOKEN },
    discord: { kind: "discord", url: TEST_DISCORD_URL },
    webhook: { kind: "webhook", url: `${receiver.url}/hook?of=PLANTED`, key: TEST_HOOK_KEY },
    email: {
      ...{ kind: "email", host: "127.0.0.1", port: mail.port, security: "none", user: null, password: null },
      ...{ from: "bot@example.org", to: "me@example.org" },
    },
  } as const satisfies { readonly [K in ChannelConfig["kind"]]: Extract<ChannelConfig, { kind: K }> };
}

/** How messages are sent to receivers of the test. */
export function testSending(receiver: { readonly url: string }, changes: Partial<Sending> = {}): Sending {
  return {
    telegramUrl: receiver.url,
    discordUrl: receiver.url,
    allowsPrivate: true,
    limits: DELIVERY_LIMITS,
    nowMs: 1_700_000_000_000,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** A message of one line. */
export const TEST_MESSAGE: Message = {
  title: "Aristobot: stop hit",
  lines: ["Stop hit on BTC/USDT: *sold* @everyone <b>0.5</b>"],
  items: [{
    ...{ id: "00000000-0000-4000-8000-000000000001", event: "stop_hit", level: "warning", key: "stop_hit", timeMs: 1 },
    parameters: { symbol: "BTC/USDT" },
    text: "Stop hit on BTC/USDT",
  }],
  isTest: false,
};
