/** Names of the orders by which a kill switch sells. */
import type { OwnPosition } from "../../domain/risk/ledger.ts";

/** The same position sold by the same switch is the same order; another one only where that has ended. `attempt` from 1. */
export function killOrderId(engagedMs: number, { brokerId, activeStrategyId, position }: OwnPosition, attempt: number) {
  const of = `${brokerId} ${activeStrategyId} ${position.symbol}`;
  const name = `kill-${engagedMs.toString(36)}-${hash(of, 0x811c9dc5)}${hash(of, 0x01000193)}`;
  return attempt === 1 ? name : `${name}-${attempt}`;
}

/** FNV-1a, 32 bits, as 8 hex digits. */
function hash(text: string, seed: number): string {
  let sum = seed;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}
