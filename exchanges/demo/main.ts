/** The demo exchange on its own: `deno task demo-exchange --port 9100 --speed 60`. */
import { parseArguments, USAGE } from "./arguments.ts";
import type { ChaosOptions } from "./chaos/plan.ts";
import { type RunningDemoExchange, startDemoExchange } from "./server.ts";
import { openFundedAccount } from "./trading/funded_account.ts";

if (import.meta.main) await main();

async function main(): Promise<void> {
  const options = optionsOrExit();
  const running = await startDemoExchange(options).catch(refuse);
  const symbols = running.exchange.markets.map((market) => market.id).join(", ");
  console.log(`Demo exchange with ${symbols} at ${running.clock.speed} times real time`);
  console.log(`  REST     ${running.restUrl}/api/v3`);
  console.log(`  streams  ${running.wsUrl}/ws and ${running.wsUrl}/stream`);
  console.log(`  requests ${running.wsUrl}/ws-api/v3`);
  console.log(`  time     ${new Date(running.clock.now()).toISOString()}`);
  printKey(running);
  if (options.chaos) console.log(`  chaos    ${chaosLine(options.chaos)}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => end(running.close));
}

/** The key of the first account is for nothing but this exchange. */
function printKey({ exchange }: RunningDemoExchange): void {
  const { apiKey, secret } = openFundedAccount(exchange, "first");
  console.log(`  key      ${apiKey}`);
  console.log(`  secret   ${secret}`);
}

/** What of the plan can happen. */
function chaosLine(plan: ChaosOptions): string {
  const parts = Object.entries(plan).filter(([name, value]) => value !== 0 && !/Ms$|Minutes$/.test(name));
  return parts.map(([name, value]) => `${name}=${value}`).join(" ");
}

function optionsOrExit() {
  try {
    const options = parseArguments(Deno.args);
    if (options !== "help") return options;
    console.log(USAGE);
    Deno.exit(0);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    Deno.exit(2);
  }
}

/** What cannot be read or listened on is the user's to mend: the message says what, a stack would only hide it. */
function refuse(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  Deno.exit(1);
}

async function end(close: () => Promise<void>): Promise<void> {
  await close();
  Deno.exit(0);
}
