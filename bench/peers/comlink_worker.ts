/** The worker of comlink's bench. */
import { expose } from "comlink";
import type { Trade } from "../runtime_parts/trade.ts";

/** Counts trades. */
export class Counter {
  count = 0;
  trade(_trade: Trade): void {
    this.count++;
  }
  get(): number {
    return this.count;
  }
}

expose(Counter);
