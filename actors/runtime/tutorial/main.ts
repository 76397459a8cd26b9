import { createSystem, supervisor } from "../mod.ts";
import { tillProtocol } from "./till.actor.ts";

export const shop = supervisor({
  strategy: "one_for_one",
  intensity: 3,
  period: "1m",
  children: [{ id: "till", module: import.meta.resolve("./till.actor.ts"), place: { worker: "shop" } }],
});

/** Pays, refunds too much, and finds the balance kept. */
export async function main(): Promise<number> {
  await using system = await createSystem(shop, { logger: { debug() {}, info() {}, warn() {}, error() {} } });
  const till = system.whereis("/root/till", tillProtocol);
  till.tell("Pay", { cents: 500 });
  till.tell("Refund", { cents: 900 }); // Throws: the till crashes and is started again.
  till.tell("Pay", { cents: 25 });
  return await till.ask("GetBalance", undefined, { timeout: "2s" });
}
