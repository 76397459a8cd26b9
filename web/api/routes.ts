/** Every route of the API but that of its document, which answers anybody. */
import { accountRoutes } from "./account_routes.ts";
import { backtestRoutes } from "./backtest_routes.ts";
import { botRoutes } from "./bot_routes.ts";
import { brokerRoutes } from "./broker_routes.ts";
import { marketRoutes } from "./market_routes.ts";
import { notificationRoutes } from "./notification_routes.ts";
import { riskRoutes } from "./risk_routes.ts";
import type { ApiRoute } from "./route.ts";
import { statisticsRoutes } from "./statistics_routes.ts";
import { strategyRoutes } from "./strategy_routes.ts";
import { tradingRoutes } from "./trading_routes.ts";
import { webhookRoutes } from "./webhook_routes.ts";

/** Where the API begins. */
export const API_PATH = "/api/v1";
/** Where its document is, below. */
export const DOCUMENT_PATH = "/openapi.json";
/** The page that shows the document. */
export const DOCS_PATH = `${API_PATH}/docs`;

/** Every route of the API but that of its document, which answers anybody. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...accountRoutes,
  ...brokerRoutes,
  ...marketRoutes,
  ...tradingRoutes,
  ...botRoutes,
  ...webhookRoutes,
  ...riskRoutes,
  ...strategyRoutes,
  ...backtestRoutes,
  ...statisticsRoutes,
  ...notificationRoutes,
];

/** Whether a path is answered by the API: all below {@linkcode API_PATH} but the page that shows the document. */
export function isOfApi(path: string): boolean {
  return path.startsWith(`${API_PATH}/`) && path !== DOCS_PATH;
}
