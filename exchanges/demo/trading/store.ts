/**
 * Keeps clients, balances, orders and executions in an SQLite file: what a client was told survives the exchange's end,
 * however sudden. Everything that one step changed is written in one transaction, before it is told.
 */
import { dirname } from "node:path";
import { mkdirSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { z } from "zod";
import { Accounts, type ClientEvent, type Counters } from "./accounts.ts";
import type { ClientKey } from "./clients.ts";
import { type Execution, type Order, ORDER_TYPES, type OrderList, SELF_TRADE_MODES, TIMES_IN_FORCE } from "./order.ts";

const SCHEMA = `
  create table if not exists clients (
    account_id integer primary key, name text not null, api_key text not null unique, secret text not null
  ) strict;
  create table if not exists balances (
    account_id integer not null, asset text not null, total text not null, primary key (account_id, asset)
  ) strict;
  create table if not exists orders (order_id integer primary key, body text not null) strict;
  create table if not exists lists (list_id integer primary key, body text not null) strict;
  create table if not exists executions (
    trade_id integer not null, order_id integer not null, body text not null, primary key (trade_id, order_id)
  ) strict;
  create table if not exists counters (name text primary key, value integer not null) strict;
`;

const units = z.string().transform(BigInt);
const side = z.enum(["BUY", "SELL"]);
const storedOrder: z.ZodType<Order> = z.object({
  symbol: z.string(),
  side,
  type: z.enum(ORDER_TYPES),
  timeInForce: z.enum(TIMES_IN_FORCE),
  clientOrderId: z.string(),
  steps: z.int(),
  quoteQuantity: units.nullable(),
  price: z.int().nullable(),
  stopPrice: z.int().nullable(),
  trailingDelta: z.int().nullable(),
  icebergSteps: z.int().nullable(),
  selfTradeMode: z.enum(SELF_TRADE_MODES),
  accountId: z.int(),
  orderId: z.int(),
  listId: z.int(),
  status: z.enum(["NEW", "PARTIALLY_FILLED", "FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH"]),
  executedSteps: z.int(),
  executedQuote: units,
  isWorking: z.boolean(),
  timeMs: z.int(),
  updateMs: z.int(),
  workingMs: z.int().nullable(),
  stepsAhead: z.int(),
  trailingPrice: z.int().nullable(),
  expiryReason: z.string().nullable(),
});
const storedExecution: z.ZodType<Execution> = z.object({
  tradeId: z.int(),
  symbol: z.string(),
  orderId: z.int(),
  listId: z.int(),
  accountId: z.int(),
  price: z.int(),
  steps: z.int(),
  quote: units,
  fee: units,
  feeAsset: z.string(),
  timeMs: z.int(),
  isBuyer: z.boolean(),
  isMaker: z.boolean(),
});
const storedList: z.ZodType<OrderList> = z.object({
  listId: z.int(),
  accountId: z.int(),
  symbol: z.string(),
  clientListId: z.string(),
  timeMs: z.int(),
  orderIds: z.tuple([z.int(), z.int()]),
  isDone: z.boolean(),
});
const storedKey = z.object({ account_id: z.int(), name: z.string(), api_key: z.string(), secret: z.string() });

/** An open file. */
export class TradingStore implements Disposable {
  readonly #db: DatabaseSync;
  readonly #put: Readonly<Record<"client" | "balance" | "order" | "list" | "execution" | "counter", StatementSync>>;

  /** Opens or makes the file at `path`; `:memory:` keeps nothing. @throws {Error} when it is no such file. */
  constructor(path: string) {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    this.#db = new DatabaseSync(path);
    this.#db.exec(`pragma journal_mode = wal; pragma synchronous = normal; ${SCHEMA}`);
    const put = (table: string, columns: number) =>
      this.#db.prepare(`insert or replace into ${table} values (${Array(columns).fill("?").join()})`);
    this.#put = {
      client: put("clients", 4),
      balance: put("balances", 3),
      order: put("orders", 2),
      list: put("lists", 2),
      execution: put("executions", 3),
      counter: put("counters", 2),
    };
  }

  /** Every key that was given out. */
  keys(): ClientKey[] {
    const rows = z.array(storedKey).parse(this.#rows("select * from clients order by account_id"));
    return rows.map(({ account_id: accountId, name, api_key: apiKey, secret }) => ({
      accountId,
      name,
      apiKey,
      secret,
    }));
  }

  /** Everything as it was when it was last saved. @throws {ZodError} for a file that something else has written. */
  load(): Accounts {
    const counters = z.array(z.object({ name: z.enum(["orderId", "tradeId", "listId"]), value: z.int() }))
      .parse(this.#rows("select * from counters"));
    const accounts = new Accounts(
      {
        orderId: 0,
        tradeId: 0,
        listId: 0,
        ...Object.fromEntries(counters.map(({ name, value }) => [name, value])),
      } satisfies Counters,
    );
    for (const { accountId } of this.keys()) accounts.open(accountId, this.#totalsOf(accountId));
    for (const body of this.#bodies("orders", "order_id")) accounts.restore(storedOrder.parse(body));
    for (const body of this.#bodies("lists", "list_id")) accounts.restoreList(storedList.parse(body));
    for (const body of this.#bodies("executions", "trade_id")) accounts.restoreExecution(storedExecution.parse(body));
    return accounts;
  }

  /** Keeps a new account. */
  saveClient({ accountId, name, apiKey, secret }: ClientKey, accounts: Accounts): void {
    this.#together(() => {
      this.#put.client.run(accountId, name, apiKey, secret);
      for (const { asset, free, locked } of accounts.account(accountId).ledger.balances()) {
        this.#put.balance.run(accountId, asset, String(free + locked));
      }
    });
  }

  /** Keeps what has happened. */
  save(events: readonly ClientEvent[], accounts: Accounts): void {
    if (events.length === 0) return;
    this.#together(() => {
      for (const event of events) this.#saveEvent(event);
      for (const [name, value] of Object.entries(accounts.counters)) this.#put.counter.run(name, value);
    });
  }

  [Symbol.dispose](): void {
    if (this.#db.isOpen) this.#db.close(); // a second close is none
  }

  #saveEvent(event: ClientEvent): void {
    if (event.kind === "ListChanged") return void this.#put.list.run(event.list.listId, JSON.stringify(event.list));
    if (event.kind === "OrderChanged") {
      const { order, execution } = event;
      this.#put.order.run(order.orderId, encode(order));
      if (execution) this.#put.execution.run(execution.tradeId, execution.orderId, encode(execution));
      return;
    }
    for (const { asset, free, locked } of event.balances) {
      this.#put.balance.run(event.accountId, asset, String(free + locked));
    }
  }

  #together(write: () => void): void {
    this.#db.exec("begin immediate");
    try {
      write();
      this.#db.exec("commit");
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    }
  }

  #totalsOf(accountId: number): [string, bigint][] {
    const rows = this.#db.prepare("select asset, total from balances where account_id = ?").all(accountId);
    return z.array(z.object({ asset: z.string(), total: units })).parse(rows).map(({ asset, total }) => [asset, total]);
  }

  #bodies(table: string, order: string): unknown[] {
    const rows = z.array(z.object({ body: z.string() })).parse(
      this.#rows(`select body from ${table} order by ${order}`),
    );
    return rows.map(({ body }) => JSON.parse(body));
  }

  #rows(query: string): unknown[] {
    return this.#db.prepare(query).all();
  }
}

/** Amounts are text, since JSON has no whole numbers of that size. */
function encode(body: Order | Execution): string {
  return JSON.stringify(body, (_, value) => typeof value === "bigint" ? String(value) : value);
}
