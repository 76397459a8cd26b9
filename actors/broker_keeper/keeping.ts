/** Holding brokers up: starting their actors as they are stored, and trying again. */
import { allBrokers, type Broker } from "../../db/brokers.ts";
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { BROKERS_PATH, type BrokerStatus, type Trial } from "../broker_keeper_protocol.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { exchangeNameOf } from "../exchange_catalog.ts";
import type { Down } from "../runtime/mod.ts";
import { brokerChild } from "./child.ts";
import { credentialsOf } from "./credentials.ts";
import { failureAt, isKnownExchange } from "./failures.ts";
import { isAboutTheAccount, retryInMs } from "./pacing.ts";
import type { Context, Keeper, Kept } from "./state.ts";

/** An exchange has so long to answer all that signing in asks. */
const SIGN_IN = "20s";
/** How often a broker that is connected is asked whether it still is. */
const LOOK_EVERY = "1m";
/** An actor that fell is started again after this, ms. */
const AFTER_FALL_MS = 300;
/** So long after the first broker of several is connected, orders are looked up, ms. */
const GATHER_MS = 500;

/** Starts the actors of all brokers; one that does not start is tried again later. */
export async function startAll(keeper: Keeper, ctx: Context): Promise<void> {
  const brokers = (await allBrokers(keeper.args.db)).filter(({ exchange }) => exchange !== "paper");
  await Promise.all(brokers.map(({ id }) => stopActor(id, ctx))); // those of before may have another key
  await Promise.all(brokers.map((broker) => start(keeper, keep(keeper, broker, ctx), ctx)));
}

/** Ends a broker's actor, and starts it with what is stored now. Answers with the row; undefined = there is none. */
export async function startAnew(keeper: Keeper, brokerId: string, ctx: Context): Promise<Broker | undefined> {
  await letGo(keeper, brokerId, ctx);
  const broker = (await allBrokers(keeper.args.db)).find(({ id }) => id === brokerId);
  if (broker && broker.exchange !== "paper") await start(keeper, keep(keeper, broker, ctx), ctx);
  return broker;
}

/** Ends a broker's actor and forgets it. */
export async function letGo({ kept }: Keeper, brokerId: string, ctx: Context): Promise<void> {
  const old = kept.get(brokerId);
  if (!old) return;
  kept.delete(brokerId);
  old.cancelTimer();
  await endActor(old, ctx);
}

/** Takes in what signing in found. With a key that is not taken nothing can be done, and its streams would try for ever. */
export async function signedIn(keeper: Keeper, kept: Kept, found: Trial, ctx: Context): Promise<void> {
  if (found.outcome === "failed") {
    if (kept.hasKey && isAboutTheAccount(found.failure)) await endActor(kept, ctx);
    return fail(kept, found.failure, ctx);
  }
  if (kept.state !== "connected") reconcileSoon(keeper, ctx);
  kept.failures = 0;
  toState(kept, "connected", null, ctx);
  tendIn(kept, LOOK_EVERY, ctx);
}

/** Starts the actor where none runs; else sees whether it is still connected. */
export async function tend(keeper: Keeper, kept: Kept, ctx: Context): Promise<void> {
  if (kept.ref) signIn(kept, ctx);
  else await start(keeper, kept, ctx);
}

/** An actor has ended, by itself or with its worker: it is started again. */
export function ended({ kept }: Keeper, { path, reason }: Down, ctx: Context): void {
  const fallen = [...kept.values()].find(({ ref }) => ref?.path === path);
  if (!fallen) return;
  fallen.ref = null;
  ctx.log.warn("A broker's actor has ended and is started again", { brokerId: fallen.broker.id, reason: reason.kind });
  toState(fallen, "connecting", null, ctx);
  tendIn(fallen, AFTER_FALL_MS, ctx);
}

/** Lets the order desk look up what is open. */
export function reconcile(keeper: Keeper, ctx: Context): void {
  keeper.isToReconcile = false;
  ctx.whereis(keeper.args.orderDeskPath, orderDeskProtocol).tell("Reconcile");
}

/** How a broker is. */
export function statusOf({ broker, state, failure, sinceMs }: Kept): BrokerStatus {
  return { brokerId: broker.id, state, failure, sinceMs };
}

function keep({ kept }: Keeper, broker: Broker, ctx: Context): Kept {
  const entry: Kept = {
    broker,
    state: "connecting",
    failure: null,
    sinceMs: ctx.clock.now(),
    hasKey: false,
    ref: null,
    unwatch: () => {},
    failures: 0,
    round: crypto.randomUUID(),
    cancelTimer: () => {},
  };
  kept.set(broker.id, entry);
  return entry;
}

async function start({ args }: Keeper, kept: Kept, ctx: Context): Promise<void> {
  const { id, exchange } = kept.broker;
  const refuse = (kind: ExchangeFailure["kind"], words: string) =>
    fail(kept, { kind, exchange: exchangeNameOf(exchange), words }, ctx);
  if (!isKnownExchange(exchange)) return refuse("NotSupported", `there is no exchange "${exchange}"`);
  const credentials = await credentialsOf(args, kept.broker, ctx);
  if (credentials === null) {
    return refuse(
      "AuthenticationError",
      "the stored key cannot be opened with this platform's SECRET_KEY; enter it again",
    );
  }
  kept.hasKey = Object.keys(credentials).length > 0;
  try {
    const child = brokerChild(id, { ...kept.broker, credentials }, { demoPath: args.demoPath, listens: true });
    kept.ref = await ctx.startChild(BROKERS_PATH, child);
  } catch (error) {
    return fail(kept, failureAt(exchange, error, credentials), ctx);
  }
  kept.unwatch = ctx.watch(kept.ref, "BrokerEnded");
  signIn(kept, ctx);
}

/** Asks in the background: the answer comes as `SignedIn`. */
function signIn(kept: Kept, ctx: Context): void {
  const { broker: { id: brokerId, exchange }, ref } = kept;
  const round = kept.round = crypto.randomUUID();
  const tell = (trial: Trial) => ctx.self.tell("SignedIn", { brokerId, round, trial });
  ref!.ask("SignIn", undefined, { timeout: SIGN_IN }).then(
    tell,
    (error: unknown) => tell({ outcome: "failed", failure: failureAt(exchange, error) }),
  );
}

function fail(kept: Kept, why: ExchangeFailure, ctx: Context): void {
  const isNews = kept.state !== "failed";
  const retryMs = retryInMs(why, ++kept.failures, ctx.random);
  toState(kept, "failed", why, ctx);
  tendIn(kept, retryMs, ctx);
  const fields = { brokerId: kept.broker.id, kind: why.kind, why: why.words, retryInMs: retryMs };
  if (isNews) ctx.log.warn("A broker is not connected", fields);
  else ctx.log.debug("A broker is still not connected", fields);
}

function toState(kept: Kept, state: Kept["state"], why: ExchangeFailure | null, ctx: Context): void {
  if (kept.state !== state) kept.sinceMs = ctx.clock.now();
  kept.state = state;
  kept.failure = why;
}

function tendIn(kept: Kept, delay: Parameters<Context["after"]>[0], ctx: Context): void {
  kept.cancelTimer();
  const round = kept.round = crypto.randomUUID();
  kept.cancelTimer = ctx.after(delay, "TendBroker", { brokerId: kept.broker.id, round });
}

/** Its orders were not followed while it was away. */
function reconcileSoon(keeper: Keeper, ctx: Context): void {
  if (keeper.isToReconcile) return;
  keeper.isToReconcile = true;
  ctx.after(GATHER_MS, "Reconcile");
}

async function endActor(kept: Kept, ctx: Context): Promise<void> {
  kept.unwatch();
  const { ref } = kept;
  kept.ref = null;
  if (ref) await stopActor(kept.broker.id, ctx);
}

/** Ends an actor, whether it runs or not. */
async function stopActor(brokerId: string, ctx: Context): Promise<void> {
  try {
    await ctx.stopChild(`${BROKERS_PATH}/${brokerId}`);
  } catch (error) {
    ctx.log.debug("A broker's actor need not be stopped", { brokerId, why: String(error) }); // it does not run
  }
}
