/** The platform's own tree without its pages: a market, both venues, the order desk, and room for guards. */
import { BROKERS_PATH } from "../actors/broker_keeper_protocol.ts";
import { exchangePlace } from "../actors/exchange_place.ts";
import { type ChildSpec, supervisor, type SupervisorSpec } from "../actors/runtime/mod.ts";
import { marketTree, PATHS } from "../actors/tree.ts";
import type { Db } from "../db/open.ts";
import type { Symbol } from "../domain/market.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";

/** What it is made from. */
export interface TradingTreePlan {
  readonly db: Db;
  readonly symbol: Symbol;
  readonly exchange: { readonly restUrl: string; readonly wsUrl: string };
  readonly paperBrokerId: string;
  readonly demoBrokerId: string;
  /** Quote currency of each account, by currency. */
  readonly cash: Readonly<Record<string, string>>;
  /** The account at the demo exchange. */
  readonly key: ClientKey;
}

/** Candles that are there before anybody asks for more, ms. */
const HISTORY_MS = 7_200_000;
const RETENTION = { auditRetentionMs: 86_400_000, rawRetentionMs: 0 };

/** The tree. */
export function tradingTree(plan: TradingTreePlan): SupervisorSpec {
  const { db, symbol, exchange } = plan;
  const market = marketTree({ db, symbols: [symbol], historyMs: HISTORY_MS, retention: RETENTION, exchange });
  const children = [
    {
      id: "paper",
      module: moduleOf("paper_broker"),
      args: { db, brokerId: plan.paperBrokerId, cash: plan.cash, symbols: [symbol], feedPath: PATHS.feed },
    },
    { id: "brokers", supervisor: supervisor({ strategy: "one_for_one", children: [demoBroker(plan)] }) },
    {
      id: "order-desk",
      module: moduleOf("order_desk"),
      args: { db, paper: { [plan.paperBrokerId]: PATHS.paper }, brokersPath: BROKERS_PATH, riskPath: null },
    },
    { id: "strategies", supervisor: supervisor({ strategy: "dynamic" }) },
  ];
  const trading = { id: "trading", supervisor: supervisor({ strategy: "rest_for_one", children }) };
  return supervisor({ strategy: "one_for_one", children: [...market.children ?? [], trading] });
}

/** An account at the demo exchange through ccxt, in the worker of its exchange as in the platform. */
function demoBroker({ demoBrokerId: id, exchange: address, key: { apiKey, secret } }: TradingTreePlan): ChildSpec {
  const account = { brokerId: id, exchange: "demo", environment: "demo", credentials: { apiKey, secret } };
  // the exchange stands still meanwhile: no wait of ccxt's own makes it fairer
  const args = { ...account, address, settings: { rateLimit: 1 } };
  return { id, module: moduleOf("ccxt_broker"), ...exchangePlace("demo"), args };
}

function moduleOf(name: string): string {
  return import.meta.resolve(`../actors/${name}.actor.ts`);
}
