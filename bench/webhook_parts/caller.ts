/** A thread that calls webhooks so many times a second, and measures how soon each call is acknowledged. */

/** What became of a call. */
export interface Acknowledged {
  /** Of the delivery that was taken; null = none was. */
  readonly tookMs: number | null;
  readonly deliveries: number;
}

/** What it is told to do. */
interface Task {
  readonly addresses: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
}

/** As TradingView: four deliveries, when the platform could not take it. */
const DELIVERIES = 4;
const AGAIN_MS = 5_000;

self.addEventListener("message", async (event) => {
  self.postMessage(await callAtRate((event as MessageEvent<Task>).data));
});

/** The calls leave at their times, whether those before have been answered or not. */
async function callAtRate({ addresses, perSecond, seconds }: Task): Promise<Acknowledged[]> {
  const beganMs = performance.now();
  const calls: Promise<Acknowledged>[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    const waitMs = beganMs + number * 1_000 / perSecond - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    calls.push(callOnce(addresses[number % addresses.length]!, number));
  }
  return await Promise.all(calls);
}

async function callOnce(address: string, number: number): Promise<Acknowledged> {
  const body = JSON.stringify({ action: "buy", symbol: "BTC/USDT", quantity: 0.0004, id: `${number}` });
  const headers = { "content-type": "application/json" };
  for (let deliveries = 1;; deliveries++) {
    const beganMs = performance.now();
    const response = await fetch(address, { method: "POST", headers, body });
    const text = await response.text();
    if (response.ok) return { tookMs: performance.now() - beganMs, deliveries };
    if (response.status < 500) throw new Error(`A call was refused: ${response.status} ${text}`);
    if (deliveries === DELIVERIES) return { tookMs: null, deliveries };
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
