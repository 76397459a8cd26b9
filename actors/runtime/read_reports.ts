/** Reads what a process wrote. It may be anything: a process is not trusted. */
import type { Report } from "./frames.ts";

const text = (value: unknown) => typeof value === "string";
const count = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const thing = (value: unknown) => typeof value === "object" && value !== null;
const textOrNull = (value: unknown) => value === null || text(value);
const truth = (value: unknown) => typeof value === "boolean";
const any = () => true;
const list = Array.isArray;
const level = (value: unknown) => value === "debug" || value === "info" || value === "warn" || value === "error";
const failureCode = (value: unknown) =>
  value === "noproc" || value === "crash" || value === "overflow" || value === "invalid";
const reason = (value: unknown) => thing(value) && text((value as { kind?: unknown }).kind);
const error = (value: unknown) => thing(value) && text((value as { message?: unknown }).message);
const errorOrNull = (value: unknown) => value === null || error(value);

/** The shape of each report after its name. */
const shapes: { readonly [Name in Report[0]]: readonly ((value: unknown) => boolean)[] } = {
  ready: [],
  beat: [],
  started: [count, count, thing],
  failed: [count, count, reason],
  exited: [count, count, reason],
  done: [count, count, count, count, count],
  tally: [count, count, count, count, count],
  tell: [text, text, any],
  ask: [text, text, count, any],
  topic: [text, textOrNull, any],
  interest: [text, textOrNull, truth],
  watch: [count, text],
  unwatch: [count],
  answer: [count, any],
  fail: [count, failureCode, text, errorOrNull],
  call: [count, text, list],
  return: [count, any],
  throw: [count, error],
  dead: [thing],
  log: [level, text, text, thing],
  trace: [count, thing],
  fault: [error],
  within: [text, isMessage],
};

/** The reports in one line; `undefined` when it is something else. Reports of a wrong shape are left out. */
export function readReports(line: string): readonly Report[] | undefined {
  if (!line.startsWith("[")) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return list(parsed) ? parsed.filter(isReport) : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

/** What may come with a place in a trace; never another of the kind, or they could be nested without end. */
function isMessage(value: unknown): boolean {
  return list(value) && (value[0] === "tell" || value[0] === "ask" || value[0] === "topic") && isReport(value);
}

function isReport(value: unknown): value is Report {
  if (!list(value)) return false;
  const [name, ...fields] = value as unknown[];
  const shape = typeof name === "string" && Object.hasOwn(shapes, name) ? shapes[name as Report[0]] : undefined;
  return shape !== undefined && shape.every((fits, index) => fits(fields[index]));
}
