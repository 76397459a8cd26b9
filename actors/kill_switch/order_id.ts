/** Names of the orders by which a kill switch sells. */
import type { OwnPosition } from "../../domain/risk/ledger.ts";

/** The same position sold by the same switch is the same order, however often it is tried. */
export function killOrderId(engagedMs: number, { brokerId, activeStrategyId, position }: OwnPosition): string {
  const of = `${brokerId} ${activeStrategyId} ${position.symbol}`;
  return `kill-${engagedMs.toString(36)}-${hash(of, 0x811c9dc5)}${hash(of, 0x01000193)}`;
}

/** FNV-1a, 32 bits, as 8 hex digits. */
function hash(text: string, seed: number): string {
  let sum = seed;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}
