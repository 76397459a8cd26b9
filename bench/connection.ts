/** What a connection to an exchange takes: memory of its worker, idle and busy, beside all of ccxt; and how much it hears. */
import { measure } from "./connection_parts/probe.ts";
import type { Figure } from "./figure.ts";

/** Measures; half a minute. */
export async function benchConnection(): Promise<Figure[]> {
  const plain = await measure("plain");
  const [idle, busy, whole] = [await measure("idle"), await measure("busy"), await measure("whole")];
  const above = ({ memoryMb }: typeof plain) => memoryMb - plain.memoryMb;
  const [idleMb, wholeMb] = [above(idle), above(whole)];
  return [
    { name: "a worker that does nothing, with its process", value: plain.memoryMb, unit: "MB" },
    { name: "a connection besides, idle", value: idleMb, unit: "MB" },
    {
      name: "a connection besides, after 5 busy seconds",
      value: above(busy),
      unit: "MB",
      note: "with the server that speaks to it, before any full collection",
    },
    {
      name: "all of ccxt instead",
      value: wholeMb,
      unit: "MB",
      note: `ours, idle, is ${(idleMb / wholeMb).toFixed(2)} × this`,
    },
    {
      name: "trades from a socket to a subscriber",
      value: busy.tradesPerSecond,
      unit: "trades/s",
      note: "one a frame",
    },
  ];
}
