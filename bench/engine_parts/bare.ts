/**
 * What the machine could do without a platform: the stations from a frame to its orders as one would write them by hand. A
 * worker hears the frame, the main isolate asks a process for each strategy, stores a row for each answer in the embedded
 * database, and a worker sends the order on a connection of its own. Nobody judges, follows or shows anything.
 */
import type { Db } from "../../db/db.ts";
import { testDatabase } from "../../db/test_database.ts";
import { jsonLines, lineWriter } from "../runtime_parts/raw_lines.ts";
import type { Answer, Ask } from "../runtime_parts/raw_talk.ts";
import type { CloseCandle, Frame, Noted, ToBroker } from "./bare_talk.ts";

/** How many decide at each close, how many closes count after those of the warm-up, and what lies between two, ms. */
export interface BareTrial {
  readonly strategies: number;
  readonly candles: number;
  readonly warmUp: number;
  readonly pauseMs: number;
}

const CHILD = new URL("../runtime_parts/raw_pipe_child.ts", import.meta.url).pathname;

/** From each frame to each of its orders, ms. */
export async function bareWays({ strategies, candles, warmUp, pauseMs }: BareTrial): Promise<number[]> {
  await using database = await testDatabase();
  await database.db`drop table if exists bare_intents`; // of the trial before: tests empty tables, and keep them
  await database.db`create table bare_intents (id text primary key, state text not null)`;
  const [exchange, feed, broker] = [workerOf("bare_exchange"), workerOf("bare_feed"), workerOf("bare_broker")];
  const children: Child[] = [];
  try {
    const port = await portOf(exchange);
    broker.postMessage({ port } satisfies ToBroker);
    for (let at = 0; at < strategies; at++) children.push(childOf((openMs) => order(database.db, broker, at, openMs)));
    feed.onmessage = ({ data: { k } }: MessageEvent<Frame>) => {
      for (const { ask } of children) ask({ id: k.t, kind: "Decide" });
    };
    feed.postMessage({ port });
    const took: number[] = [];
    for (let openMs = 1; openMs <= warmUp + candles; openMs++) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const ways = await closed(exchange, openMs, strategies);
      if (openMs > warmUp) took.push(...ways);
    }
    return took;
  } finally {
    for (const { end } of children) await end();
    for (const worker of [exchange, feed, broker]) worker.terminate();
  }
}

function workerOf(name: string): Worker {
  return new Worker(import.meta.resolve(`./${name}.ts`), { type: "module" });
}

function portOf(exchange: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    exchange.onerror = ({ message }) => reject(new Error(message));
    exchange.onmessage = ({ data }: MessageEvent<Noted>) => data.kind === "listening" && resolve(data.port);
  });
}

type Child = ReturnType<typeof childOf>;

function childOf(decided: (openMs: number) => Promise<void>) {
  const args = ["run", "--quiet", "--no-config", CHILD];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
  const { write, close } = lineWriter(child.stdin);
  const over = jsonLines(child.stdout, (answer) => void decided((answer as Answer).id));
  return {
    ask: (question: Ask) => write(question),
    end: async () => {
      await close();
      await Promise.all([over, child.status]);
    },
  };
}

async function order(db: Db, broker: Worker, strategy: number, openMs: number): Promise<void> {
  const id = `${strategy}-${openMs}`;
  await db`insert into bare_intents values (${id}, 'submitted') on conflict (id) do nothing`;
  broker.postMessage({ id } satisfies ToBroker);
}

/** Lets the exchange close a candle; the ways of its orders, ms. */
function closed(exchange: Worker, openMs: number, orders: number): Promise<number[]> {
  return new Promise((resolve) => {
    const ways: number[] = [];
    let frameMs = 0;
    exchange.onmessage = ({ data }: MessageEvent<Noted>) => {
      if (data.kind === "frame") frameMs = data.atMs;
      else if (data.kind === "order" && ways.push(data.atMs - frameMs) === orders) resolve(ways);
    };
    exchange.postMessage({ openMs } satisfies CloseCandle);
  });
}
