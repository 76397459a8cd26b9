/** Alerts as TradingView sends them: delivered up to four times until they are acknowledged. */
import { below, type Random } from "../exchanges/demo/random.ts";
import { send } from "./client.ts";
import { SYMBOLS, type Trader } from "./household.ts";
import type { Alert } from "./journal.ts";
import { sleep } from "./waiting.ts";
import type { World } from "./world.ts";

const LONGEST_PAUSE_MS = 2_500;
const MOST_DELIVERIES = 4;
/** Who calls gives up after that. */
const ANSWER_MS = 3_000;
const BETWEEN_MS = 1_500;
/** Chance of an alert that does not come while the platform is down. */
const PATIENCE = 0.8;
/** Chance of an alert that is delivered once more, though it was acknowledged. */
const TWICE = 0.2;

/** Sends alerts until it is told to stop; what has begun is delivered to its end. */
export async function sendAlerts(world: World, trader: Trader, signal: AbortSignal): Promise<void> {
  const random = world.randomFor(`${trader.client.name}'s alerts`);
  while (!signal.aborted) {
    await sleep(random() * LONGEST_PAUSE_MS);
    if (world.platform.answers || random() > PATIENCE) await deliver(world, trader, random);
  }
}

async function deliver(world: World, { webhookUrl }: Trader, random: Random): Promise<void> {
  const { journal, moments } = world;
  const alert: Alert = { id: crypto.randomUUID(), deliveries: 0, acknowledged: 0, refusals: [] };
  journal.alerts.push(alert);
  const json = { ...wish(world, random), id: alert.id, time: new Date().toISOString() };
  const again = random() < TWICE;
  while (alert.deliveries < MOST_DELIVERIES && alert.acknowledged < (again ? 2 : 1)) {
    if (alert.deliveries++ > 0) await sleep(BETWEEN_MS);
    const answering = send(webhookUrl, "POST", { json, timeoutMs: ANSWER_MS });
    if (alert.deliveries % 2 === 0) moments.tell("alert");
    const answer = await answering;
    if (alert.deliveries % 2 === 1 && answer !== null) moments.tell("alert");
    if (answer?.status === 200 || answer?.status === 202) alert.acknowledged++;
    else if (answer !== null && answer.status < 500) alert.refusals.push({ status: answer.status, words: answer.text });
  }
}

function wish({ priceOf }: World, random: Random): Record<string, unknown> {
  const symbol = SYMBOLS[below(random, SYMBOLS.length)]!;
  const chance = random();
  if (chance < 0.15) return { action: "close", symbol };
  const value = Math.floor(100 + random() * 400);
  if (chance < 0.4) return { action: "sell", symbol, value };
  const stop = chance > 0.7 ? { stopLoss: (priceOf(symbol) * 0.998).toFixed(2) } : {};
  return { action: "buy", symbol, value, ...stop };
}
