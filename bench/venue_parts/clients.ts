/**
 * Clients that place signed orders over kept connections, in a process of their own. Reads one task as JSON from its input
 * and prints what came of it as JSON.
 */
import { Agent, request } from "node:http";
import { type Credentials, signedParameters, signedQuery } from "../../exchanges/binance/signature.ts";

/** What to do. */
export interface OrderTask {
  readonly way: "rest" | "ws";
  /** `http://…` or `ws://…` without a path. */
  readonly url: string;
  /** Orders are spread evenly over these accounts: an account may place 100 within 10 seconds. */
  readonly keys: readonly Credentials[];
  readonly orders: number;
  /** How many wait for an answer at a time. */
  readonly atOnce: number;
}

/** What came of it. */
export interface OrderTally {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

type Place = (n: number) => Promise<void>;

function parametersOf(n: number): Record<string, string | number> {
  const side = n % 2 === 0 ? "BUY" : "SELL";
  return { symbol: "BTCUSDT", side, type: "MARKET", quantity: "0.001", timestamp: Date.now() };
}

function overRest({ url, keys, atOnce }: OrderTask): Place {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  return (n) => {
    const { apiKey, secret } = keys[Math.floor(n / 2) % keys.length]!;
    const path = `/api/v3/order?${signedQuery(parametersOf(n), secret)}`;
    return new Promise((resolve, reject) => {
      const asked = request(
        `${url}${path}`,
        { agent, method: "POST", headers: { "x-mbx-apikey": apiKey } },
        (answer) => {
          let text = "";
          answer.on("data", (data) => text += data);
          answer.on("end", () => answer.statusCode === 200 ? resolve() : reject(new Error(text)));
        },
      );
      asked.on("error", reject);
      asked.end();
    });
  };
}

async function overSocket({ url, keys }: OrderTask): Promise<Place> {
  const socket = new WebSocket(`${url}/ws-api/v3`);
  const waiting = new Map<number, (answer: { status: number; error?: unknown }) => void>();
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(data);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  };
  await new Promise((resolve, reject) => [socket.onopen, socket.onerror] = [resolve, reject]);
  return (n) => {
    const params = signedParameters(parametersOf(n), keys[Math.floor(n / 2) % keys.length]!);
    return new Promise((resolve, reject) => {
      waiting.set(n, ({ status, error }) => status === 200 ? resolve() : reject(new Error(JSON.stringify(error))));
      socket.send(JSON.stringify({ id: n, method: "order.place", params }));
    });
  };
}

async function run(task: OrderTask): Promise<OrderTally> {
  const place = task.way === "rest" ? overRest(task) : await overSocket(task);
  const latencies: number[] = [];
  let next = 0;
  const client = async () => {
    for (let n = next++; n < task.orders; n = next++) {
      const beganMs = performance.now();
      await place(n);
      latencies.push(performance.now() - beganMs);
    }
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: task.atOnce }, client));
  const seconds = (performance.now() - beganMs) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))]!;
  return { perSecond: task.orders / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

if (import.meta.main) {
  const task: OrderTask = JSON.parse(await new Response(Deno.stdin.readable).text());
  console.log(JSON.stringify(await run(task)));
  Deno.exit(0);
}
