/** The log: lines on the console, made once by LogTape, handed to whoever writes to it as a plain {@linkcode Logger}. */
import { configure, getConsoleSink, getLogger, getTextFormatter, type LogLevel } from "@logtape/logtape";
import type { Logger } from "./actors/runtime/mod.ts";

/** Sets the log up for this process and returns the platform's logger. */
export async function configureLog(level: "debug" | "info" | "warning" | "error"): Promise<Logger> {
  const lowestLevel: LogLevel = level;
  await configure({
    reset: true,
    sinks: { console: getConsoleSink({ formatter: getTextFormatter({ timestamp: "date-time" }) }) },
    loggers: [
      { category: ["aristobot"], lowestLevel, sinks: ["console"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["console"] },
    ],
  });
  return loggerOf(["aristobot"]);
}

/** A logger of one category; fields are appended as JSON, because a line is read far from its code. */
function loggerOf(category: readonly string[]): Logger {
  const target = getLogger([...category]);
  const line = (message: string, fields?: Record<string, unknown>) =>
    [fields && Object.keys(fields).length > 0 ? `${message} {fields}` : message, { fields }] as const;
  return {
    debug: (message, fields) => target.debug(...line(message, fields)),
    info: (message, fields) => target.info(...line(message, fields)),
    warn: (message, fields) => target.warn(...line(message, fields)),
    error: (message, fields) => target.error(...line(message, fields)),
  };
}
