/** Where the demo exchange is, asked of its actor. */
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { demoDoorProtocol } from "../demo_exchange_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import type { Context } from "./state.ts";

/** While it starts, its address is waited for so long. */
const PATIENCE = "3s";

/**
 * Asks for the address, and hears `DemoEnded` when it is no longer sure.
 * @throws {ExchangeUnavailable} when there is no demo exchange, or it does not start.
 */
export async function demoAddress(ctx: Context, path: string | undefined): Promise<{ restUrl: string; wsUrl: string }> {
  if (path === undefined) throw new ExchangeUnavailable("Demo exchange: none runs here");
  const demo = ctx.whereis(path, demoDoorProtocol);
  ctx.watch(demo, "DemoEnded");
  try {
    return await demo.ask("GetAddress", undefined, { timeout: PATIENCE });
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    throw new ExchangeUnavailable(`Demo exchange: it does not run (${error.code})`, null, { cause: error });
  }
}
