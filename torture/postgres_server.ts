/** A PostgreSQL server of one's own, which can be taken away and given back. */
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname!, "../.ci/postgres.sh");

/** How it is taken away: in order, or as by a fall. */
export type Halt = "fast" | "immediate";

/** A server with an empty database. */
export class PostgresServer implements AsyncDisposable {
  private constructor(private readonly directory: string, readonly url: string) {}

  /** Makes it and starts it. @throws {Error} when there is no PostgreSQL on this machine. */
  static async start(): Promise<PostgresServer> {
    const [directory, url] = (await run("start")).trim().split("\n");
    if (!directory || !url) {
      throw new Error("Cannot start a PostgreSQL server: it says neither where it is nor how to reach it");
    }
    return new PostgresServer(directory, url);
  }

  /** Takes it away; what is stored stays. */
  async halt(how: Halt): Promise<void> {
    await run("halt", this.directory, how);
  }

  /** Gives it back. */
  async resume(): Promise<void> {
    await run("resume", this.directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("stop", this.directory);
  }
}

async function run(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(SCRIPT, { args }).output();
  if (!success) throw new Error(`.ci/postgres.sh ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout);
}
