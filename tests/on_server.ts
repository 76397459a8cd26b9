/**
 * The tests that say something on a PostgreSQL of one's own: those that come to have a database, but for those that
 * would say there what they said on the embedded engine. Prints them for `deno task test:database`.
 */
import { join } from "node:path";
import { importsOf, ROOT, sourceFiles, targetOf } from "./imports.ts";

/** Where test databases are made. */
const DATABASES = "db/test_database.ts";

/** Of those that come to have one, what is all about a browser or a process: each test of these files runs once. */
export const ALL_ONCE: readonly string[] = [
  "actors/hostile_strategies_test.ts",
  "tests/backtest_pages_walk_test.ts",
  "tests/backtest_walk_test.ts",
  "tests/backtests_walk_test.ts",
  "tests/bot_walk_test.ts",
  "tests/broker_kill_walk_test.ts",
  "tests/brokers_walk_test.ts",
  "tests/browser_helpers_test.ts",
  "tests/browser_walk_test.ts",
  "tests/database_cut_walk_test.ts",
  "tests/elsewhere_walk_test.ts",
  "tests/exits_walk_test.ts",
  "tests/hostile_walk_test.ts",
  "tests/kill_walk_test.ts",
  "tests/login_walk_test.ts",
  "tests/markup_walk_test.ts",
  "tests/optimise_walk_test.ts",
  "tests/risk_walk_test.ts",
  "tests/security_walk_test.ts",
  "tests/statistics_walk_test.ts",
  "tests/tokens_walk_test.ts",
  "tests/trading_desk_walk_test.ts",
  "tests/trading_orders_walk_test.ts",
  "tests/trading_walk_test.ts",
  "tests/user_walk_test.ts",
  "tests/webhook_kill_walk_test.ts",
  "tests/webhook_page_walk_test.ts",
  "tests/workshop_page_walk_test.ts",
  "tests/workshop_walk_test.ts",
  "web/dashboard_test.ts",
];

/** Files of tests that reach the test database by their imports, in order; with `ALL_ONCE`. */
export async function filesOnDatabase(): Promise<string[]> {
  const targets = new Map<string, readonly string[]>();
  for (const file of sourceFiles()) {
    const specifiers = importsOf(await Deno.readTextFile(join(ROOT, file)));
    targets.set(file, specifiers.flatMap((specifier) => targetOf(file, specifier) ?? []));
  }
  return [...targets.keys()].filter((file) => /_test\.tsx?$/.test(file) && reaches(file, targets)).sort();
}

function reaches(file: string, targets: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set([file]);
  for (const one of seen) for (const target of targets.get(one) ?? []) seen.add(target);
  return seen.has(DATABASES);
}

if (import.meta.main) {
  console.log((await filesOnDatabase()).filter((file) => !ALL_ONCE.includes(file)).join(" "));
}
