/** Loading the markets of venues into the list of symbols, one job a venue at a time. */
import { allBrokers, type Broker } from "../../db/brokers.ts";
import { replaceSymbols } from "../../db/symbols.ts";
import type { Market } from "../../domain/market.ts";
import { venueId } from "../../domain/venue.ts";
import { brokerPath } from "../broker_keeper_protocol.ts";
import { brokerProtocol } from "../broker_protocol.ts";
import { ccxtBrokerProtocol } from "../ccxt_broker/protocol.ts";
import { exchangeNameOf } from "../exchange_catalog.ts";
import { jobs } from "../topics.ts";
import { failureAt } from "./failures.ts";
import type { Context, JobChange, Keeper, RunningJob } from "./state.ts";

/** Exchanges with thousands of markets take a while to list them. */
const MARKETS = "60s";
const RUNNING: JobChange = { state: "running", added: 0, removed: 0, reason: null };

/** Begins to load the markets of a broker's venue, or joins the job that does so already. */
export async function loadSymbols(keeper: Keeper, brokerId: string, ctx: Context): Promise<void> {
  const broker = (await allBrokers(keeper.args.db)).find(({ id }) => id === brokerId);
  if (broker) beginJob(keeper, broker, ctx);
}

/** The same for a broker whose row is known. */
export function beginJob({ args, jobs }: Keeper, broker: Broker, ctx: Context): void {
  const venue = venueId(broker);
  const running = jobs.get(venue);
  const subject = exchangeNameOf(broker.exchange);
  const job = running ?? { id: crypto.randomUUID(), subject, userIds: new Set<string>() };
  const isTold = job.userIds.has(broker.userId);
  job.userIds.add(broker.userId);
  jobs.set(venue, job);
  if (!isTold) tell({ ...job, userIds: new Set([broker.userId]) }, RUNNING, ctx);
  if (!running) void load(args, broker, ctx).then((change) => ctx.self.tell("JobEnded", { venue, change }));
}

/** Tells all who wait for it how the job ended. */
export function endJob({ jobs }: Keeper, venue: string, change: JobChange, ctx: Context): void {
  const job = jobs.get(venue);
  jobs.delete(venue);
  if (job) tell(job, change, ctx);
}

/** Runs beside the keeper's messages; never throws. */
async function load(args: Keeper["args"], broker: Broker, ctx: Context): Promise<JobChange> {
  const venue = venueId(broker);
  try {
    const markets = await marketsOf(args, broker, ctx);
    // an exchange that lists nothing is more likely to be ill than to have closed all its markets
    if (markets.length === 0) throw new Error("it lists no spot markets");
    return { ...RUNNING, state: "done", ...await replaceSymbols(args.db, venue, markets) };
  } catch (error) {
    const { words } = failureAt(broker.exchange, error);
    ctx.log.warn("Cannot load the symbols of a venue", { venue, why: words });
    return { ...RUNNING, state: "failed", reason: words };
  }
}

async function marketsOf({ paper }: Keeper["args"], broker: Broker, ctx: Context): Promise<Market[]> {
  if (broker.exchange === "paper") {
    const actor = ctx.whereis(paper.path, brokerProtocol);
    const markets = await Promise.all(paper.symbols.map((symbol) => actor.ask("GetMarket", { symbol })));
    return markets.filter((market) => market !== null);
  }
  const actor = ctx.whereis(brokerPath(broker.id), ccxtBrokerProtocol);
  const told = await actor.ask("GetMarkets", undefined, { timeout: MARKETS });
  if (told.outcome === "failed") throw new Error(told.failure.words);
  return told.markets;
}

function tell({ id, subject, userIds }: RunningJob, change: JobChange, ctx: Context): void {
  const timeMs = ctx.clock.now();
  for (const userId of userIds) {
    ctx.publish(jobs.key(userId), { id, userId, kind: "symbols", subject, timeMs, ...change });
  }
}
