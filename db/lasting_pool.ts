/**
 * A pool of connections that outlives them. postgres.js connects again by itself, but a connection that it has lost stays
 * damaged: what was about to be written holds up all that follows, a transaction that goes on writes to nobody (an error that
 * nothing can catch) or, once its connection is another, without its `begin`. So after a loss everybody gets a new pool, the
 * old one ends behind what is under way, and a transaction that has lost its connection neither goes on nor ends.
 */
import type { Db, Transaction, TransactionOf } from "./db.ts";

/** Time for statements under way at the other connections of a pool that has lost one. */
const DRAIN_MS = 30_000;

/** A pool that is renewed. */
export interface LastingPool {
  /** Statements go to the pool of the moment. */
  readonly db: Db;
  /** Gives up everything under way: nobody answers. */
  abandon(): void;
  /** Ends, after `timeoutS` seconds also what is under way in the pool of the moment. */
  close(timeoutS: number): Promise<void>;
}

/** One pool of postgres.js, and whether it has lost a connection. */
interface Run {
  readonly sql: Db;
  isDamaged: boolean;
}

/** A lasting pool of what `open` opens; `lost` is to be called whenever a connection has closed. */
export function lastingPool(open: (lost: () => void) => Db): LastingPool {
  /** Damaged pools with what is still under way in them, and when that has taken too long. */
  const retired = new Map<Db, ReturnType<typeof setTimeout>>();
  let isClosed = false;
  let run = start();

  function start(): Run {
    const started: Run = { sql: open(() => started.isDamaged = true), isDamaged: false };
    return started;
  }

  function sound(): Db {
    if (run.isDamaged && !isClosed) {
      const { sql } = run;
      retired.set(sql, setTimeout(() => end(sql, 0), DRAIN_MS));
      run = start();
    }
    return run.sql;
  }

  function end(sql: Db, timeout: number): Promise<void> {
    clearTimeout(retired.get(sql));
    retired.delete(sql);
    return sql.end({ timeout });
  }

  return {
    db: facade(sound),
    abandon() {
      for (const sql of [...retired.keys(), run.sql]) void end(sql, 0);
      run = start();
    },
    async close(timeoutS) {
      isClosed = true;
      await Promise.all([...[...retired.keys()].map((sql) => end(sql, 0)), end(run.sql, timeoutS)]);
    },
  };
}

/** What looks like the pool of the moment. */
function facade(sound: () => Db): Db {
  const begin = (...args: [string, Transaction] | [Transaction]) => {
    const [options, work] = args.length === 1 ? ["", args[0]] as const : args;
    return transaction(sound(), options, work);
  };
  return new Proxy((() => {}) as unknown as Db, {
    apply: (_, __, args) => Reflect.apply(sound(), undefined, args),
    get: (_, name) => name === "begin" ? begin : Reflect.get(sound(), name),
    has: (_, name) => Reflect.has(sound(), name), // by what it has, a pool is told from a transaction
  });
}

/** A transaction that says nothing more once its connection is lost. */
async function transaction(sql: Db, options: string, work: Transaction): Promise<unknown> {
  const lost = { isSo: false };
  const whole = sql.begin(options, async (tx) => {
    try {
      const done = await work(fenced(tx, lost));
      const result = Array.isArray(done) ? await Promise.all(done) : done;
      return lost.isSo ? await never() : result;
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve)); // the driver tells of a loss a turn after its statements have failed
      if (lost.isSo) return await never();
      throw error;
    }
  });
  whole.catch(() => lost.isSo = true); // while the work goes on, only a loss can end the whole
  return await whole;
}

/** @throws {Error} whatever is wanted of it once its connection is lost. */
function fenced(tx: TransactionOf, lost: { readonly isSo: boolean }): TransactionOf {
  const mustHold = () => {
    if (lost.isSo) throw new Error("This transaction has lost its connection: nothing of it is stored");
  };
  return new Proxy(tx, {
    apply(of, _, args) {
      mustHold();
      return Reflect.apply(of, undefined, args);
    },
    get(of, name) {
      mustHold();
      return Reflect.get(of, name);
    },
  });
}

/** What would follow is a `commit` or `rollback`. */
function never(): Promise<never> {
  return new Promise(() => {});
}
