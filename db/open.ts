/**
 * Opens the platform's database: a real PostgreSQL where there is an address for one, the embedded engine in the data
 * directory otherwise. Both speak the same SQL through the same driver; migrations have run when it is open.
 */
import postgres from "postgres";
import { join } from "node:path";
import { columnTypes, type DatabaseLog, type Db } from "./db.ts";
import { Engine } from "./embedded/engine.ts";
import { lastingPool } from "./lasting_pool.ts";
import { migrate } from "./migrate.ts";
import { feelPulse, type PulseOptions } from "./pulse.ts";

export type { DatabaseLog, Db, Queries } from "./db.ts";

/** Connections to a real server. */
const SERVER_CONNECTIONS = 10;
/** Clients of the embedded engine: it serves one at a time, a few let its watchdog see who waits for whom. */
const EMBEDDED_CONNECTIONS = 4;
/** The oldest server whose SQL we keep to. */
const OLDEST_SERVER = 150_000;
/** Time for statements under way when closing, in seconds. */
const CLOSE_S = 2;
/** A server that takes longer to let somebody in is away, in seconds. */
const CONNECT_S = 5;
/** Between a connection that was lost and the next attempt, in seconds. */
const RECONNECT_S = 0.25;
/** How often a server's pulse is felt, and when it is missing. */
const PULSE = { everyMs: 5_000, limitMs: 10_000 };

/** Where the database is. */
export interface DatabaseOptions {
  /** Address of a real server, such as `postgres://user:password@host:5432/name`. */
  readonly databaseUrl?: string | undefined;
  /** Directory of the embedded database, used without an address; it is made where there is none. */
  readonly dataDir: string;
  /** Default: warnings and errors to the console. */
  readonly log?: DatabaseLog;
}

/** An open database. */
export interface Database {
  readonly db: Db;
  readonly engine: "postgresql" | "embedded";
  /** Ends what is under way and gives everything free. */
  close(): Promise<void>;
}

/**
 * Opens the database and brings its tables up to date.
 * @throws {Error} when it cannot be reached, is used by another process, is too old, or was changed by a newer program.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const log = options.log ?? consoleLog;
  const opened = options.databaseUrl
    ? await openServer(options.databaseUrl, log)
    : await openEmbedded(options.dataDir, log);
  try {
    await migrate(opened.db);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return opened;
}

/**
 * Connects to a server, without migrations. While it is away, statements fail at once; they succeed when it is there again. A
 * server that says nothing at all has lost what is under way after {@linkcode PULSE}'s times.
 * @throws {Error} naming the server, never the password.
 */
export async function openServer(
  databaseUrl: string,
  log: DatabaseLog = consoleLog,
  pulse: Pick<PulseOptions, "everyMs" | "limitMs"> = PULSE,
): Promise<Database> {
  const known = await learn(databaseUrl, {
    ...sharedOptions(log),
    connect_timeout: CONNECT_S,
    backoff: () => RECONNECT_S,
  });
  const open = (max: number) => lastingPool((lost) => postgres<typeof columnTypes>({ ...known, max, onclose: lost }));
  const [pool, probe] = [open(SERVER_CONNECTIONS), open(1)];
  const felt = feelPulse({
    ...pulse,
    ask: () => probe.db`select 1`,
    silent() {
      log("error", `Database: no sign of life for ${pulse.limitMs} ms; what is under way is given up`);
      for (const one of [pool, probe]) one.abandon();
    },
  });
  const close = async () => {
    felt.stop();
    await Promise.all([pool.close(CLOSE_S), probe.close(0)]);
  };
  return { db: pool.db, engine: "postgresql", close };
}

/**
 * Looks whether a server is of use. Answers with what the driver has made of its address, and of the types of its arrays: it
 * asks for them once, since a connection that is lost while it asks would end the program.
 */
async function learn(databaseUrl: string, options: postgres.Options<typeof columnTypes>) {
  const db = postgres<typeof columnTypes>(databaseUrl, { ...options, max: 1 });
  try {
    const [row] = await db`select current_setting('server_version_num')::int as version`;
    if (row!.version < OLDEST_SERVER) throw new Error(`its version is ${row!.version}, expected 15 or later`);
  } catch (error) {
    throw new Error(`Cannot use the database at ${withoutPassword(databaseUrl)}: ${reasonOf(error)}`, { cause: error });
  } finally {
    await db.end({ timeout: CLOSE_S });
  }
  return { ...db.options, fetch_types: false } as unknown as postgres.Options<typeof columnTypes>;
}

/** Starts the embedded engine in `dataDir/database`, without migrations. */
async function openEmbedded(dataDir: string, log: DatabaseLog): Promise<Database> {
  await Deno.mkdir(dataDir, { recursive: true });
  return onEngine(await Engine.start({ directory: join(dataDir, "database"), log }), log);
}

/** A database on an engine that has been started. */
export function onEngine(engine: Engine, log: DatabaseLog = consoleLog): Database {
  const options = {
    ...sharedOptions(log),
    host: "embedded",
    user: "postgres",
    database: "postgres",
    max: EMBEDDED_CONNECTIONS,
    connect_timeout: 0,
    max_lifetime: null,
    socket: () => engine.connect(), // known to postgres.js, though not to its types
  };
  const pool = lastingPool((lost) => postgres<typeof columnTypes>({ ...options, onclose: lost }));
  const close = async () => {
    await pool.close(CLOSE_S);
    await engine.close();
  };
  return { db: pool.db, engine: "embedded", close };
}

function sharedOptions(log: DatabaseLog) {
  return {
    types: columnTypes,
    ssl: undefined,
    connection: { application_name: "aristobot", TimeZone: "UTC", DateStyle: "ISO" },
    onnotice: (notice: postgres.Notice) => {
      if (notice.severity === "WARNING") log("warning", `Database: ${notice.message}`);
    },
  };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return message === "" && code ? code : message;
}

/** The address as it may be shown. */
export function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  if (url.password) url.password = "***";
  return url.href;
}

function consoleLog(level: "info" | "warning" | "error", message: string): void {
  if (level === "error") console.error(message);
  else if (level === "warning") console.warn(message);
}
