/** Asks ccxt itself what an account at an exchange can be. Loads the exchange's class: for the list's making, not for pages. */
import type { Exchange } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { type BrokerEnvironment, enterEnvironment } from "./broker_hosts.ts";
import type { CatalogEntry } from "./catalog.ts";
import { exchangeIds } from "./load.ts";
import { nameOf, openExchange } from "./open.ts";

const ENVIRONMENTS: readonly BrokerEnvironment[] = ["live", "testnet", "demo"];
/** The order of a form, and which of its fields nobody may read over a shoulder. */
const FIELDS: Readonly<Record<string, { readonly isSecret: boolean }>> = {
  login: { isSecret: false },
  uid: { isSecret: false },
  accountId: { isSecret: false },
  walletAddress: { isSecret: false },
  apiKey: { isSecret: false },
  secret: { isSecret: true },
  privateKey: { isSecret: true },
  password: { isSecret: true },
  twofa: { isSecret: true },
  token: { isSecret: true },
};
/** What ccxt does not say that it requires, and refuses every private call without. */
const UNSAID: Readonly<Record<string, readonly string[]>> = { dydx: ["walletAddress", "privateKey"] };

/** The whole list, by name. */
export async function catalogOfCcxt(): Promise<CatalogEntry[]> {
  const entries: CatalogEntry[] = [];
  for (const id of await exchangeIds()) {
    const entry = await entryOf(id);
    if (entry !== null) entries.push(entry);
  }
  return distinct(entries).sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Null for an exchange that has no environment we could hold it to. */
export async function entryOf(id: string): Promise<CatalogEntry | null> {
  const environments: BrokerEnvironment[] = [];
  for (const environment of ENVIRONMENTS) if (await has(id, environment)) environments.push(environment);
  if (environments.length === 0) return null;
  const exchange = await openExchange({ id, environment: "live" });
  return { id, name: nameOf(exchange), environments, fields: fieldsOf(exchange) };
}

async function has(id: string, environment: BrokerEnvironment): Promise<boolean> {
  const exchange = await openExchange({ id, environment: "live" });
  try {
    enterEnvironment(exchange, environment);
    return true;
  } catch (error) {
    if (error instanceof ExchangeRefused) return false;
    throw error;
  }
}

/** @throws {Error} for a field that has no place in the form. */
function fieldsOf({ id, requiredCredentials }: Exchange): CatalogEntry["fields"] {
  const required = Object.entries(requiredCredentials).filter(([, isRequired]) => isRequired).map(([name]) => name);
  const names = [...required, ...UNSAID[id] ?? []];
  const unknown = names.find((name) => !(name in FIELDS));
  if (unknown !== undefined) {
    throw new Error(`${id} asks for "${unknown}": expected one of ${Object.keys(FIELDS).join(", ")}`);
  }
  return Object.entries(FIELDS).filter(([name]) => names.includes(name)).map(([name, field]) => ({ name, ...field }));
}

/** Names that several exchanges bear get the id behind them. */
function distinct(entries: readonly CatalogEntry[]): CatalogEntry[] {
  return entries.map((entry) => {
    const isShared = entries.some(({ id, name }) => id !== entry.id && name === entry.name);
    return isShared ? { ...entry, name: `${entry.name} (${entry.id})` } : entry;
  });
}
