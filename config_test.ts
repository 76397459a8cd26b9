import assert from "node:assert/strict";
import { resolve } from "node:path";
import { CONFIG_VARIABLES, ConfigError, parseConfig } from "./config.ts";
import { newKeyText } from "./security/secret_key.ts";

Deno.test("an empty environment gives the demo exchange on the loopback interface", () => {
  assert.deepEqual(parseConfig({}), {
    host: "127.0.0.1",
    port: 8000,
    dataDir: resolve("data"),
    databaseUrl: undefined,
    secretKeys: undefined,
    trustedProxies: [],
    exchange: "demo",
    binance: { restUrl: "https://api.binance.com", wsUrl: "wss://stream.binance.com:9443" },
    openRouterUrl: "https://openrouter.ai/api/v1",
    notify: { telegramUrl: "https://api.telegram.org", discordUrl: "https://discord.com", allowsPrivate: false },
    symbols: ["BTC/USDT", "ETH/USDT"],
    historyMs: 86_400_000,
    auditRetentionMs: 90 * 86_400_000,
    rawRetentionMs: 0,
    demo: { url: undefined, port: 0, speed: 1, seed: 1, klines: [] },
    language: "fr",
    logLevel: "info",
    debug: false,
  });
});

Deno.test("an empty value counts as unset, and names of others are left alone", () => {
  assert.deepEqual(parseConfig({ PORT: "", DATABASE_URL: "", LANGUAGE: "en_GB:en", HOME: "/root" }), parseConfig({}));
});

Deno.test("values are read into what the platform uses", () => {
  const config = parseConfig({
    HOST: "::1",
    PORT: "0",
    DATA_DIR: "/srv/aristobot",
    DATABASE_URL: "postgres://aristo:secret@db:5432/bot",
    EXCHANGE: "binance",
    BINANCE_REST_URL: "http://127.0.0.1:9000/",
    BINANCE_WS_URL: "ws://127.0.0.1:9000",
    OPENROUTER_URL: "http://127.0.0.1:9100/api/v1/",
    TELEGRAM_URL: "http://127.0.0.1:9200/",
    DISCORD_URL: "http://127.0.0.1:9300",
    NOTIFY_PRIVATE: "true",
    SYMBOLS: "BTC/USDT, SOL/USDC",
    HISTORY: "36h",
    AUDIT_RETENTION: "30d",
    RAW_RETENTION: "90m",
    DEMO_SPEED: "0.5",
    DEMO_KLINES: "a.json,/b.csv.gz",
    ARISTOBOT_LANGUAGE: "en",
  });
  assert.equal(config.host, "::1");
  assert.equal(config.port, 0);
  assert.equal(config.dataDir, "/srv/aristobot");
  assert.equal(config.databaseUrl, "postgres://aristo:secret@db:5432/bot");
  assert.equal(config.exchange, "binance");
  assert.deepEqual(config.binance, { restUrl: "http://127.0.0.1:9000", wsUrl: "ws://127.0.0.1:9000" });
  assert.equal(config.openRouterUrl, "http://127.0.0.1:9100/api/v1");
  const notify = { telegramUrl: "http://127.0.0.1:9200", discordUrl: "http://127.0.0.1:9300", allowsPrivate: true };
  assert.deepEqual(config.notify, notify);
  assert.deepEqual(config.symbols, ["BTC/USDT", "SOL/USDC"]);
  assert.equal(config.historyMs, 36 * 3_600_000);
  assert.equal(config.auditRetentionMs, 30 * 86_400_000);
  assert.equal(config.rawRetentionMs, 90 * 60_000);
  assert.deepEqual(config.demo, {
    url: undefined,
    port: 0,
    speed: 0.5,
    seed: 1,
    klines: [resolve("a.json"), "/b.csv.gz"],
  });
  assert.equal(config.language, "en");
});

Deno.test("a malformed value is refused by name, with the value and what was expected", () => {
  const refused: [name: string, value: string, message: RegExp][] = [
    ["HOST", "http://0.0.0.0", /HOST is "http:\/\/0\.0\.0\.0", expected an address of this machine/],
    ["PORT", "65536", /PORT is "65536", expected a whole number from 0 to 65535/],
    ["PORT", "80a", /PORT is "80a"/],
    ["EXCHANGE", "kraken", /EXCHANGE is "kraken", expected demo or binance/],
    ["BINANCE_WS_URL", "https://x", /BINANCE_WS_URL is "https:\/\/x", expected an address that begins with wss:\/\//],
    ["SYMBOLS", "btcusdt", /SYMBOLS is "btcusdt", expected different symbols such as BTC\/USDT/],
    ["SYMBOLS", "BTC/USDT,BTC/USDT", /SYMBOLS is/],
    ["SYMBOLS", ",", /SYMBOLS is/],
    ["HISTORY", "1w", /HISTORY is "1w", expected a time such as 90m, 36h or 7d/],
    ["HISTORY", "0h", /HISTORY is/],
    ["AUDIT_RETENTION", "0", /AUDIT_RETENTION is "0", expected a time such as 90m/],
    ["RAW_RETENTION", "1s", /RAW_RETENTION is "1s", expected 0, or a time such as 90m/],
    ["DEMO_SPEED", "0", /DEMO_SPEED is "0", expected a number above 0/],
    ["ARISTOBOT_LANGUAGE", "de", /ARISTOBOT_LANGUAGE is "de", expected fr or en/],
    ["LOG_LEVEL", "loud", /LOG_LEVEL is "loud", expected debug, info, warning or error/],
    ["DEBUG_ARISTOBOT", "yes", /DEBUG_ARISTOBOT is "yes", expected true or false/],
  ];
  for (const [name, value, message] of refused) {
    assert.throws(
      () => parseConfig({ [name]: value }),
      (error) => error instanceof ConfigError && message.test(error.message),
    );
  }
});

Deno.test("a refused database address never shows its password", () => {
  for (const address of ["mysql://me:hunter2@db/bot", "postgres//me:hunter2@db/bot", "me:hunter2@db"]) {
    assert.throws(() => parseConfig({ DATABASE_URL: address }), (error: Error) => {
      assert.match(error.message, /DATABASE_URL is .* expected an address that begins with postgres:/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  }
});

Deno.test("an unknown name of ours is refused with the nearest known one", () => {
  assert.throws(
    () => parseConfig({ BINANCE_WS_ULR: "ws://x" }),
    /BINANCE_WS_ULR is no variable of ours, did you mean BINANCE_WS_URL\?/,
  );
  assert.throws(() => parseConfig({ DEMO_SPEEDS: "2" }), /did you mean DEMO_SPEED\?/);
  assert.throws(() => parseConfig({ DEBUG_ARISTOBOTT: "1" }), /did you mean DEBUG_ARISTOBOT\?/);
});

Deno.test("everything that is wrong is said at once", () => {
  assert.throws(() => parseConfig({ PORT: "x", HOST: "x y", DEMO_X: "x" }), (error: Error) => {
    assert.equal(error.message.split("\n").length, 4);
    return true;
  });
});

Deno.test("every variable is described, and its default is a value it accepts", () => {
  for (const variable of CONFIG_VARIABLES) assert.ok(variable.description.endsWith("."), variable.name);
  assert.deepEqual(
    parseConfig(Object.fromEntries(CONFIG_VARIABLES.map((of) => [of.name, of.default]))),
    parseConfig({}),
  );
});

Deno.test("the mode without a login is refused wherever another machine could connect", () => {
  for (const HOST of ["127.0.0.1", "127.8.9.1", "localhost", "::1"]) {
    assert.equal(parseConfig({ HOST, DEBUG_ARISTOBOT: "true" }).debug, true);
  }
  for (const HOST of ["0.0.0.0", "::", "192.168.1.2", "127.evil.example", "127.0.0.1.example"]) {
    assert.equal(parseConfig({ HOST }).host, HOST);
    assert.throws(
      () => parseConfig({ HOST, DEBUG_ARISTOBOT: "true" }),
      (error) =>
        error instanceof ConfigError && /DEBUG_ARISTOBOT is "true", expected false while HOST/.test(error.message),
    );
  }
});

Deno.test("secret keys are read, and never shown: neither by the configuration nor when they are refused", () => {
  const [key, older] = [newKeyText(), newKeyText()];
  const { secretKeys } = parseConfig({ SECRET_KEY: `${key},${older}` });
  assert.equal(secretKeys?.length, 2);
  assert.ok(!Deno.inspect(secretKeys, { showHidden: true }).includes(key));
  for (const text of ["short-and-secret", `${key},short-and-secret`, "0f".repeat(32)]) {
    assert.throws(() => parseConfig({ SECRET_KEY: text }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /SECRET_KEY is no usable key \(not shown\), expected at least 32 random bytes/);
      for (const hidden of text.split(",")) assert.ok(!Deno.inspect(error, { showHidden: true }).includes(hidden));
      return true;
    });
  }
});
