/** The statistics of a user who has traded 50,000 times: how long they take, and for how long everybody else waits meanwhile. */
import { testDatabase } from "../db/test_database.ts";
import { type TestRows, testRows } from "../db/test_rows.ts";
import type { Db } from "../db/db.ts";
import { statisticsHouse } from "../web/statistics_house.ts";
import { queryOf } from "../web/statistics_query.ts";
import type { Figure } from "./figure.ts";

const EXECUTIONS = 50_000;
const ROUNDS = 3;

/** Measures; some ten seconds. */
export async function benchStatistics(): Promise<Figure[]> {
  await using database = await testDatabase();
  const rows = await testRows(database.db);
  await trade(database.db, rows);
  const viewer = {
    userId: rows.user.id,
    name: "",
    browserId: "",
    sessionId: null,
    isDev: false,
    mustChangePassword: false,
  };
  const services = statisticsHouse({ db: database.db, exchange: "demo" }, viewer);
  const took: number[] = [];
  let executions = 0;
  const waits = await waitsDuring(async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const beganMs = performance.now();
      executions = (await services.overview(queryOf({}, "UTC"))).sums.executions;
      took.push(performance.now() - beganMs);
    }
  });
  if (executions !== EXECUTIONS) throw new Error(`Counted ${executions} executions, expected ${EXECUTIONS}`);
  const group = `statistics over ${EXECUTIONS} executions`;
  return [
    { group, name: "until they are told, best", value: Math.min(...took), unit: "ms" },
    { group, name: "longest wait of others meanwhile", value: waits.at(-1)!, unit: "ms" },
    { group, name: "wait of others meanwhile, p99", value: waits[Math.floor(0.99 * (waits.length - 1))]!, unit: "ms" },
  ];
}

/** For how long a timer of a millisecond was late, again and again; ms, sorted. */
async function waitsDuring(work: () => Promise<void>): Promise<number[]> {
  const waits: number[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const beganMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 1));
      waits.push(performance.now() - beganMs - 1);
    }
  })();
  await work();
  isOver = true;
  await watching;
  return waits.sort((a, b) => a - b);
}

/** A strategy that buys and sells in turns, each minute. */
async function trade(db: Db, { user, broker, active }: TestRows): Promise<void> {
  await db`
    insert into trades (client_order_id, user_id, broker_id, active_strategy_id, symbol, side, type, quantity, purpose,
      state, filled_quantity, filled_quote, fee_quote, created_at, updated_at)
    select 'bench-' || i, ${user.id}, ${broker.id}, ${active.id}, ${active.symbol},
      case when i % 2 = 0 then 'buy' else 'sell' end, 'market', 0.1, case when i % 2 = 0 then 'entry' else 'exit' end,
      'filled', 0.1, 0.1 * (30000 + i % 97), 3, to_timestamp(1700000000 + i * 60), to_timestamp(1700000000 + i * 60)
    from generate_series(0, ${EXECUTIONS - 1}::int) as i`;
  await db`
    insert into fills (user_id, client_order_id, fill_id, price, quantity, fee, fee_currency, filled_at)
    select user_id, client_order_id, 'f', filled_quote / 0.1, 0.1, 3, 'USDT', created_at
    from trades where user_id = ${user.id}`;
  await db`analyze trades`;
  await db`analyze fills`;
}
