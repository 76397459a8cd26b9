/**
 * Reads what a process wrote. It may be anything: a process is not trusted.
 *
 * What comes with every message is checked by hand, the rest by zod; long texts and chains of causes are cut, so that what is
 * kept of a report is small.
 */
import { z } from "zod";
import { longestWay } from "./ask_cycles.ts";
import { exitKind } from "./define.ts";
import type { Report } from "./frames.ts";
import type { ErrorEnvelope } from "./types.ts";

/** What one line said. */
export interface Line {
  readonly reports: readonly Report[];
  /** How many reports had no known shape; they are left out. */
  readonly refused: number;
}

const lastDateMs = 8.64e15;
/** Above it a mailbox would hold more than the main isolate should. */
const mostQueued = 1_000_000;
const mostCauses = 5;
const mostFieldsLength = 10_000;

const count = z.number().min(0);
const text = (length: number) => z.string().transform((value) => value.slice(0, length));
const flatError = z.object({
  name: text(100),
  message: text(10_000),
  code: text(100).optional(),
  stack: text(20_000).optional(),
});
const error = errorWith(mostCauses);
const reason = z.object({ kind: exitKind, error: error.optional() });
const failure = z.enum(["noproc", "crash", "overflow", "invalid"]);
const atMs = count.max(lastDateMs);
const why = z.enum(["noproc", "overflow", "invalid", "crash", "killed", "stopped", "dropped"]);
const method = z.enum(["spawn", "startChild", "stopChild", "load", "append", "save"]);
/** Of the fields of a log line, those that fit in one. */
const fields = z.record(z.string(), z.unknown()).transform((all) => {
  let left = mostFieldsLength;
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => (left -= name.length + (JSON.stringify(value)?.length ?? 0)) >= 0),
  );
});
const mailbox = z.object({
  capacity: z.int().min(0).transform((capacity) => Math.min(capacity, mostQueued)).optional(),
  overflow: z.enum(["drop-new", "drop-old", "reject", "conflate"]).optional(),
});

/** Those that come with messages. */
type Frequent = "beat" | "done" | "tally" | "tell" | "ask" | "topic" | "answer" | "within";

const isText = (value: unknown) => typeof value === "string";
const isCount = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isAny = () => true;

/** The shape of each frequent report after its name. */
const frequent: { readonly [Name in Frequent]: readonly ((value: unknown) => boolean)[] } = {
  beat: [],
  done: [isCount, isCount, isCount, isCount, isCount],
  tally: [isCount, isCount, isCount, isCount, isCount],
  tell: [isText, isText, isAny],
  ask: [isText, isText, isCount, isAny],
  topic: [isText, isTextOrNull, isAny],
  answer: [isCount, isAny],
  within: [isText, isMessage],
};

const rare: {
  readonly [Name in Exclude<Report[0], Frequent>]: z.ZodType<Extract<Report, readonly [Name, ...unknown[]]>>;
} = {
  ready: z.tuple([z.literal("ready")]),
  started: z.tuple([z.literal("started"), count, count, mailbox]),
  failed: z.tuple([z.literal("failed"), count, count, reason]),
  exited: z.tuple([z.literal("exited"), count, count, reason]),
  aside: z.tuple([z.literal("aside"), count, count.nullable()]),
  back: z.tuple([z.literal("back"), count]),
  interest: z.tuple([z.literal("interest"), z.string(), z.string().nullable(), z.boolean()]),
  watch: z.tuple([z.literal("watch"), count, z.string()]),
  unwatch: z.tuple([z.literal("unwatch"), count]),
  fail: z.tuple([z.literal("fail"), count, failure, text(10_000), error.nullable()]),
  call: z.tuple([z.literal("call"), count, method, z.tuple([z.string()]).rest(z.unknown())]),
  return: z.tuple([z.literal("return"), count, z.unknown()]),
  throw: z.tuple([z.literal("throw"), count, error]),
  dead: z.tuple([z.literal("dead"), z.object({ to: text(1_000), kind: text(200), why, atMs })]),
  log: z.tuple([
    z.literal("log"),
    z.enum(["debug", "info", "warn", "error"]),
    text(1_000),
    text(10_000),
    fields,
  ]),
  trace: z.tuple([
    z.literal("trace"),
    count,
    z.object({ atMs, kind: text(200), direction: z.enum(["in", "out"]) }),
  ]),
  fault: z.tuple([z.literal("fault"), error]),
  probe: z.tuple([z.literal("probe"), z.object({ ask: count, way: z.array(z.string()).max(longestWay) })]),
  cycle: z.tuple([z.literal("cycle"), z.array(z.string()).max(longestWay)]),
};

/** The reports in one line; `undefined` when it is something else. */
export function readReports(line: string): Line | undefined {
  if (!line.startsWith("[")) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    if (!Array.isArray(parsed)) return undefined;
    const reports = parsed.flatMap((report) => readReport(report));
    return { reports, refused: parsed.length - reports.length };
  } catch (failed) {
    if (failed instanceof SyntaxError) return undefined;
    throw failed;
  }
}

function readReport(value: unknown): readonly Report[] {
  if (!Array.isArray(value)) return [];
  const [name] = value as unknown[];
  if (typeof name !== "string") return [];
  if (isFrequent(value)) return [value];
  const read = Object.hasOwn(rare, name) ? rare[name as keyof typeof rare].safeParse(value) : undefined;
  return read?.success === true ? [read.data] : [];
}

function isFrequent(value: readonly unknown[]): value is Extract<Report, readonly [Frequent, ...unknown[]]> {
  const [name, ...fields] = value;
  const shape = Object.hasOwn(frequent, String(name)) ? frequent[name as Frequent] : undefined;
  return shape !== undefined && shape.every((fits, index) => fits(fields[index]));
}

/** What may come with a place in a trace; never another of the kind, or they could be nested without end. */
function isMessage(value: unknown): boolean {
  return Array.isArray(value) && (value[0] === "tell" || value[0] === "ask" || value[0] === "topic") &&
    isFrequent(value);
}

/** An error with at most so many causes; deeper ones are left out. */
function errorWith(causes: number): z.ZodType<ErrorEnvelope> {
  return causes === 0 ? flatError : flatError.extend({ cause: errorWith(causes - 1).optional() });
}
