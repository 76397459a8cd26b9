/** What the tasks that work on the database have in common: they open it, print lines, and say in words what is wrong. */
import { type Config, parseConfig } from "./config.ts";
import type { Db } from "./db/db.ts";
import { openDatabase } from "./db/open.ts";

/**
 * Runs a task on the configured database and prints the lines that it answers with. What it throws is for its caller to mend:
 * the message is printed, a stack would only hide it, and the process ends with 1.
 */
export async function runTask(task: (db: Db, config: Config) => Promise<readonly string[]>): Promise<void> {
  try {
    const config = parseConfig(Deno.env.toObject());
    const { databaseUrl, dataDir } = config;
    const database = await openDatabase({ databaseUrl, dataDir });
    try {
      for (const line of await task(database.db, config)) console.log(line);
    } finally {
      await database.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
