/**
 * The platform's configuration: read from the environment, once, at start.
 *
 * An unset or empty variable takes its default. A malformed value, or an unknown name that looks like one of ours, is
 * refused by name: a start with a wrong guess would cost more than no start.
 */
import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { symbol } from "./domain/market.ts";
import { EXPECTED_KEY, parseSecretKeys, type SecretKeys } from "./security/secret_key.ts";

/** Whole hours, minutes and so on, in milliseconds. */
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 366 * UNIT_MS.d!;
/** As fast as the demo exchange's time can run. */
const FASTEST_DEMO = 3_600;
/** Names that begin like these can only be meant for us. */
const OUR_PREFIXES = ["NOTIFY_", "ARISTOBOT_", "BINANCE_", "DEMO_", "DEBUG_ARISTOBOT"];

/** A variable: its text when unset, what it means (for the README), and how its text becomes a value. */
interface Variable<T> {
  readonly default: string;
  readonly description: string;
  readonly schema: z.ZodType<T, string>;
}

const variables = {
  HOST: variable(
    "127.0.0.1",
    "Address to listen on; `0.0.0.0` is every one of this machine's. Without TLS in front, keep to networks that you trust.",
    z.string().regex(/^[\w.:-]+$/, "an address of this machine such as 127.0.0.1 or 0.0.0.0"),
  ),
  PORT: variable("8000", "Port to listen on; 0 takes a free one.", wholeNumber(0, 65_535)),
  DATA_DIR: variable(
    "./data",
    "Directory of everything that is kept, the embedded database among it.",
    z.string().transform((path) => resolve(path)),
  ),
  DATABASE_URL: variable(
    "",
    "Address of a PostgreSQL server (15 or later), `postgres://user:password@host:5432/name`. Unset, the embedded database in `DATA_DIR` is used.",
    urlOrNone("postgres:", "postgresql:"),
  ),
  SECRET_KEY: variable(
    "",
    "Key that seals the users' exchange keys: at least 32 random bytes in base64 or hexadecimal; older ones may follow, between commas. Unset, the first start makes one in `DATA_DIR/secret.key`.",
    secretKeys(),
  ),
  TRUSTED_PROXY: variable(
    "",
    "Addresses of proxies in front, separated by commas: whom they say they ask for is believed. Unset, forwarded headers are not looked at.",
    addresses(),
  ),
  EXCHANGE: variable(
    "demo",
    "Where the market comes from: `demo`, the exchange inside, which needs no network, or `binance`.",
    z.enum(["demo", "binance"], "demo or binance"),
  ),
  BINANCE_REST_URL: variable(
    "https://api.binance.com",
    "Binance's REST address, or that of a server that speaks its protocol.",
    url("https:", "http:"),
  ),
  BINANCE_WS_URL: variable(
    "wss://stream.binance.com:9443",
    "Binance's WebSocket address, without `/ws` or `/stream`.",
    url("wss:", "ws:"),
  ),
  OPENROUTER_URL: variable(
    "https://openrouter.ai/api/v1",
    "OpenRouter's address, or that of a server that speaks its protocol, for users whose AI assistant it is.",
    url("https:", "http:"),
  ),
  TELEGRAM_URL: variable(
    "https://api.telegram.org",
    "Telegram's Bot API, or a server that speaks its protocol, for users whom a bot tells what happens.",
    url("https:", "http:"),
  ),
  DISCORD_URL: variable(
    "https://discord.com",
    "Discord's address, or that of a server that speaks its protocol, for users who are told there what happens.",
    url("https:", "http:"),
  ),
  NOTIFY_PRIVATE: variable(
    "false",
    "`true` lets users be told by webhooks and mail servers at addresses that are not public, such as this machine's and its network's.",
    z.enum(["true", "false"], "true or false").transform((text) => text === "true"),
  ),
  SYMBOLS: variable("BTC/USDT,ETH/USDT", "Markets to listen to, separated by commas.", symbols()),
  HISTORY: variable(
    "24h",
    "How far back the first start fetches candles: minutes, hours or days, such as `90m`, `36h` or `7d`.",
    duration(),
  ),
  AUDIT_RETENTION: variable(
    "90d",
    "How long the market feed's audit log is kept, such as `90d`. Candles are kept for ever.",
    duration(),
  ),
  RAW_RETENTION: variable(
    "0",
    "How long the exchange's frames are kept as they were received, such as `2h`; `0` stores none.",
    durationOrNone(),
  ),
  DEMO_URL: variable(
    "",
    "Address of a demo exchange that runs elsewhere (`deno task demo-exchange`), instead of the one inside; the other `DEMO_` variables are its own matter then.",
    urlOrNone("http:"),
  ),
  DEMO_PORT: variable(
    "0",
    "Port of the demo exchange on the loopback interface; 0 takes a free one.",
    wholeNumber(0, 65_535),
  ),
  DEMO_SPEED: variable("1", "How many times as fast the demo exchange's time runs.", demoSpeed()),
  DEMO_SEED: variable(
    "1",
    "Chooses the trades that the demo exchange makes inside the recorded minutes.",
    wholeNumber(0, 2 ** 32 - 1),
  ),
  DEMO_KLINES: variable(
    "",
    "Recordings that the demo exchange replays, paths separated by commas. Unset, it replays the ones that come along.",
    z.string().transform((text) => listOf(text).map((path) => resolve(path))),
  ),
  ARISTOBOT_LANGUAGE: variable(
    "fr",
    "Language of the pages for those who have not chosen: `fr` or `en`.",
    z.enum(["fr", "en"], "fr or en"),
  ),
  LOG_LEVEL: variable(
    "info",
    "The least that is logged: `debug`, `info`, `warning` or `error`.",
    z.enum(["debug", "info", "warning", "error"], "debug, info, warning or error"),
  ),
  DEBUG_ARISTOBOT: variable(
    "false",
    "`true` asks for no login: whoever connects is `dev`, who sees all users. Only on a loopback address.",
    z.enum(["true", "false"], "true or false").transform((text) => text === "true"),
  ),
};

type Values = { [Name in keyof typeof variables]: z.output<(typeof variables)[Name]["schema"]> };

/** Every variable as the README's table shows it. An empty default means unset. */
export const CONFIG_VARIABLES: readonly {
  readonly name: string;
  readonly default: string;
  readonly description: string;
}[] = Object.entries(variables).map(([name, of]) => ({ name, default: of.default, description: of.description }));

/** The configuration. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Undefined = the embedded database. */
  readonly databaseUrl: string | undefined;
  /** The current one first. Undefined = those of the key file. */
  readonly secretKeys: SecretKeys | undefined;
  /** Addresses of proxies whose forwarded headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly exchange: "demo" | "binance";
  readonly binance: { readonly restUrl: string; readonly wsUrl: string };
  /** Where the AI assistants of users are asked that are OpenRouter's. */
  readonly openRouterUrl: string;
  /** Where users are told what happens, and whether they may name addresses that are not public. */
  readonly notify: { readonly telegramUrl: string; readonly discordUrl: string; readonly allowsPrivate: boolean };
  readonly symbols: readonly string[];
  /** How far back the first start fetches candles, in milliseconds. */
  readonly historyMs: number;
  /** How long the market feed's audit log is kept, in milliseconds. */
  readonly auditRetentionMs: number;
  /** How long frames are kept as they were received, in milliseconds; 0 = they are not stored. */
  readonly rawRetentionMs: number;
  /** `url` undefined = it runs inside. `klines` are absolute paths; empty = the recordings that come along. */
  readonly demo: {
    readonly url: string | undefined;
    readonly port: number;
    readonly speed: number;
    readonly seed: number;
    readonly klines: readonly string[];
  };
  readonly language: "fr" | "en";
  readonly logLevel: "debug" | "info" | "warning" | "error";
  /** No login: whoever connects is `dev`. */
  readonly debug: boolean;
}

/** The environment is wrong: do not start. The message has one line for each thing to mend. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration.
 * @throws {ConfigError} naming every malformed value, with what was expected, and every unknown name, with the nearest known.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems = unknownNames(env);
  const values: Record<string, unknown> = {};
  for (const [name, of] of Object.entries(variables)) {
    const text = env[name] || of.default;
    const read = of.schema.safeParse(text);
    if (read.success) values[name] = read.data;
    else problems.push(`${name} is ${shown(name, text)}, expected ${read.error.issues[0]!.message}`);
  }
  if (values.DEBUG_ARISTOBOT === true && typeof values.HOST === "string" && !isLoopback(values.HOST)) {
    problems.push(
      `DEBUG_ARISTOBOT is "true", expected false while HOST is "${values.HOST}": anybody there would be dev`,
    );
  }
  if (problems.length > 0) throw new ConfigError(`Cannot start:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  return configOf(values as Values);
}

function configOf(values: Values): Config {
  return {
    host: values.HOST,
    port: values.PORT,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    secretKeys: values.SECRET_KEY,
    trustedProxies: values.TRUSTED_PROXY,
    exchange: values.EXCHANGE,
    binance: { restUrl: values.BINANCE_REST_URL, wsUrl: values.BINANCE_WS_URL },
    openRouterUrl: values.OPENROUTER_URL,
    notify: {
      telegramUrl: values.TELEGRAM_URL,
      discordUrl: values.DISCORD_URL,
      allowsPrivate: values.NOTIFY_PRIVATE,
    },
    symbols: values.SYMBOLS,
    historyMs: values.HISTORY,
    auditRetentionMs: values.AUDIT_RETENTION,
    rawRetentionMs: values.RAW_RETENTION,
    demo: {
      url: values.DEMO_URL,
      port: values.DEMO_PORT,
      speed: values.DEMO_SPEED,
      seed: values.DEMO_SEED,
      klines: values.DEMO_KLINES,
    },
    language: values.ARISTOBOT_LANGUAGE,
    logLevel: values.LOG_LEVEL,
    debug: values.DEBUG_ARISTOBOT,
  };
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = Object.keys(variables);
  const unknown = Object.keys(env).filter((name) =>
    !known.includes(name) && OUR_PREFIXES.some((prefix) => name.startsWith(prefix))
  );
  return unknown.map((name) => {
    const nearest = known.reduce((best, other) => distance(name, other) < distance(name, best) ? other : best);
    return `${name} is no variable of ours, did you mean ${nearest}?`;
  });
}

/** How many letters must be put in, taken out or changed to make one name of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (let column = 0; column < to.length; column++) {
      const change = row[column]! + (letter === to[column] ? 0 : 1);
      next.push(Math.min(change, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** A value as it may be shown: no key, an address without its password, and nothing of one that cannot be read. */
function shown(name: string, text: string): string {
  if (name === "SECRET_KEY") return "no usable key (not shown)";
  if (name !== "DATABASE_URL") return `"${text}"`;
  const { protocol, host, pathname } = URL.canParse(text) ? new URL(text) : { protocol: "", host: "", pathname: "" };
  if (host === "") return "no address (not shown: it may hold a password)";
  return `"${protocol}//***@${host}${pathname}"`;
}

function variable<T>(unset: string, description: string, schema: z.ZodType<T, string>): Variable<T> {
  return { default: unset, description, schema };
}

/** Whether only this machine can connect to a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function wholeNumber(least: number, most: number) {
  const isInside = (text: string) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  return z.string().refine(isInside, `a whole number from ${least} to ${most}`).transform(Number);
}

function secretKeys() {
  return z.string().transform((text, context) => {
    if (text === "") return undefined;
    try {
      return parseSecretKeys(text, "it");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      context.addIssue({ code: "custom", message: EXPECTED_KEY });
      return z.NEVER;
    }
  });
}

function demoSpeed() {
  const isSpeed = (text: string) => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= FASTEST_DEMO;
  return z.string().refine(isSpeed, `a number above 0, at most ${FASTEST_DEMO}`).transform(Number);
}

function duration() {
  return z.string().refine(isDuration, "a time such as 90m, 36h or 7d, at most 366d").transform(msOf);
}

function durationOrNone() {
  const isOne = (text: string) => text === "0" || isDuration(text);
  return z.string().refine(isOne, "0, or a time such as 90m, 36h or 7d, at most 366d")
    .transform((text) => text === "0" ? 0 : msOf(text));
}

function isDuration(text: string): boolean {
  return /^\d+[mhd]$/.test(text) && msOf(text) > 0 && msOf(text) <= LONGEST_MS;
}

function msOf(duration: string): number {
  return Number(duration.slice(0, -1)) * UNIT_MS[duration.at(-1)!]!;
}

function url(...protocols: string[]) {
  return z.string().refine((text) => isUrlOf(text, protocols), beginningWith(protocols))
    .transform((text) => text.replace(/\/+$/, ""));
}

function urlOrNone(...protocols: string[]) {
  return z.string().refine((text) => text === "" || isUrlOf(text, protocols), beginningWith(protocols))
    .transform((text) => text === "" ? undefined : text.replace(/\/+$/, ""));
}

function isUrlOf(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).host !== "";
}

function beginningWith(protocols: readonly string[]): string {
  return `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`;
}

function symbols() {
  const areSymbols = (text: string) => {
    const all = listOf(text);
    return all.length > 0 && all.every((one) => symbol.safeParse(one).success) && new Set(all).size === all.length;
  };
  return z.string().refine(areSymbols, "different symbols such as BTC/USDT,ETH/USDT").transform(listOf);
}

function addresses() {
  const areAddresses = (text: string) => listOf(text).every((one) => isIP(one) !== 0);
  return z.string().refine(areAddresses, "addresses such as 127.0.0.1,::1").transform(listOf);
}

function listOf(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
