/** A look at an account before it is stored: on its own, so that an exchange which does not answer keeps nobody else waiting. */
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { BROKERS_PATH, type Trial } from "../broker_keeper_protocol.ts";
import { demoDoorProtocol } from "../demo_exchange_protocol.ts";
import { exchangeNameOf } from "../exchange_catalog.ts";
import type { System } from "../runtime/mod.ts";
import { type Account, brokerChild } from "./child.ts";
import { failureAt, isKnownExchange } from "./failures.ts";

/** What starts and asks actors. */
export type Starter = Pick<System, "start" | "stop" | "whereis">;

/** An exchange has so long to answer all that a look asks. */
const LOOK = "20s";
/** Each loads the class of an exchange into a worker: more at once would take the machine's memory. */
const LOOKS_AT_ONCE = 12;

/** Looks that go on, by the system in which. */
const looking = new WeakMap<object, number>();

/**
 * Signs in with what a form holds, fetches the balance, and lets go; nothing is stored. Never throws for what an exchange
 * says or does not say.
 */
export async function tryBroker(system: Starter, account: Account, demoPath: string): Promise<Trial> {
  const { exchange, credentials } = account;
  const failed = (failure: Pick<ExchangeFailure, "kind" | "words">): Trial => {
    return { outcome: "failed", failure: { ...failure, exchange: exchangeNameOf(exchange) } };
  };
  if (!isKnownExchange(exchange)) return failed({ kind: "NotSupported", words: `there is no exchange "${exchange}"` });
  const others = looking.get(system) ?? 0;
  if (others >= LOOKS_AT_ONCE) {
    return failed({
      kind: "RateLimitExceeded",
      words: "too many accounts are tried at once here; try again in a moment",
    });
  }
  looking.set(system, others + 1);
  try {
    return await look(system, account, demoPath);
  } catch (error) {
    return failed(failureAt(exchange, error, credentials));
  } finally {
    looking.set(system, looking.get(system)! - 1);
  }
}

async function look(system: Starter, account: Account, demoPath: string): Promise<Trial> {
  const child = brokerChild(`look-${crypto.randomUUID()}`, account, { demoPath, listens: false });
  const broker = await system.start(BROKERS_PATH, child);
  const found = await broker.ask("SignIn", undefined, { timeout: LOOK }).catch((error: unknown) => ({ error }));
  await system.stop(broker.path).catch(() => {}); // it may have ended with what it asked
  if ("error" in found) throw found.error;
  return found;
}

/** Opens an account at the demo exchange inside; answers with its new key. @throws {AskError} where none runs. */
export async function openDemoAccount(
  system: Starter,
  name: string,
  demoPath: string,
): Promise<{ apiKey: string; secret: string }> {
  return await system.whereis(demoPath, demoDoorProtocol).ask("OpenAccount", { name });
}
