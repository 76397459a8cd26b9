/** A look at an account before it is stored: on its own, so that an exchange which does not answer keeps nobody else waiting. */
import { BROKERS_PATH, type Trial } from "../broker_keeper_protocol.ts";
import { demoExchangeProtocol } from "../demo_exchange_protocol.ts";
import type { System } from "../runtime/mod.ts";
import { type Account, brokerChild } from "./child.ts";
import { exchangeNameOf, failureAt, isKnownExchange } from "./failures.ts";

/** What starts and asks actors. */
export type Starter = Pick<System, "start" | "stop" | "whereis">;

/** An exchange has so long to answer all that a look asks. */
const LOOK = "20s";

/**
 * Signs in with what a form holds, fetches the balance, and lets go; nothing is stored. Never throws for what an exchange
 * says or does not say.
 */
export async function tryBroker(system: Starter, account: Account, demoPath: string): Promise<Trial> {
  const { exchange, credentials } = account;
  if (!isKnownExchange(exchange)) {
    const words = `there is no exchange "${exchange}"`;
    return { outcome: "failed", failure: { kind: "NotSupported", exchange: exchangeNameOf(exchange), words } };
  }
  const id = `look-${crypto.randomUUID()}`;
  try {
    const look = await system.start(BROKERS_PATH, brokerChild(id, account, { demoPath, listens: false }));
    try {
      return await look.ask("SignIn", undefined, { timeout: LOOK });
    } finally {
      await system.stop(look.path);
    }
  } catch (error) {
    return { outcome: "failed", failure: failureAt(exchange, error, credentials) };
  }
}

/** Opens an account at the demo exchange inside; answers with its new key. @throws {AskError} where none runs. */
export async function openDemoAccount(
  system: Starter,
  name: string,
  demoPath: string,
): Promise<{ apiKey: string; secret: string }> {
  return await system.whereis(demoPath, demoExchangeProtocol).ask("OpenAccount", { name });
}
