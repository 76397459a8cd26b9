/** The platform's entry: reads the environment, starts the house, and ends it in order on Ctrl-C or SIGTERM. */
import { isLoopback, parseConfig } from "./config.ts";
import { configureLog } from "./log.ts";
import { startPlatform } from "./platform.ts";

/** Everything must have ended by then; what has not is cut off. */
const STOP_LIMIT_MS = 4_500;

async function main(): Promise<void> {
  const config = parseConfig(Deno.env.toObject());
  const logger = await configureLog(config.logLevel);
  const platform = await startPlatform(config, { logger, dev: Deno.args.includes("--dev") });
  logger.info(`Aristobot listens on ${platform.url}${isLoopback(config.host) ? " (this machine only)" : ""}`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const cutOff = setTimeout(() => {
      logger.error(`Cannot end in ${STOP_LIMIT_MS} ms: leaving as a crash would; the next start repairs`);
      Deno.exit(1);
    }, STOP_LIMIT_MS);
    await platform.close();
    clearTimeout(cutOff);
    Deno.exit(0);
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
}

try {
  await main();
} catch (error) {
  const isToldInFull = !(error instanceof Error) || Deno.env.get("LOG_LEVEL") === "debug";
  console.error(isToldInFull ? error : error.message);
  Deno.exit(1);
}
