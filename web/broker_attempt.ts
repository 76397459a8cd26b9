/** What a form about a broker comes to: what would be tried and stored, or what is wrong with it. */
import { exchangeNameOf, type OfferedExchange } from "../actors/exchange_catalog.ts";
import type { Broker } from "../db/brokers.ts";
import type { Queries } from "../db/db.ts";
import { type SecretBox, SecretUnreadable } from "../security/secret_box.ts";
import { type FieldProblem, problemsOf, tidied } from "./broker_form.ts";
import { type Keys, storedKeys } from "./broker_keys.ts";
import type { BrokerForm } from "./broker_services.ts";

/** A form that may be tried, and what it is about. */
export interface Attempt {
  readonly form: BrokerForm;
  readonly existing: Broker | undefined;
  /** Other keys than the stored ones, or none was stored for that exchange and environment. */
  readonly isAnew: boolean;
  /** Undefined = those of an account that is still to be opened at the demo exchange. */
  readonly keys: Keys | undefined;
}

/** What a form comes to, or what is wrong with it; `taken` null = its name does not matter. */
export async function attemptOf(
  { db, box }: { readonly db: Queries; readonly box: SecretBox },
  offered: readonly OfferedExchange[],
  given: BrokerForm,
  existing: Broker | undefined,
  taken: readonly string[] | null,
): Promise<Attempt | { outcome: "invalid"; fields: Record<string, FieldProblem> }> {
  const form = tidied(given);
  const hasMoved = existing !== undefined && !isSameVenue(existing, form);
  const choice = choiceOf(offered, form, existing);
  const { keys: kept, missing } = await keptKeys(db, box, existing, hasMoved);
  const problems = problemsOf(form, { choice, kept: Object.keys(kept), missing, taken: taken ?? [] });
  if (existing?.exchange === "paper" && hasMoved) problems.exchange = "paper_stays";
  const fields = taken === null ? without(problems, ["name", "description"]) : problems;
  if (Object.keys(fields).length > 0 || !choice) return { outcome: "invalid", fields };
  const keys = { ...kept, ...form.credentials };
  const isToOpen = form.exchange === "demo" && Object.keys(keys).length === 0;
  const isAnew = existing === undefined || hasMoved || isToOpen || Object.keys(form.credentials).length > 0;
  return { form, existing, isAnew, keys: isToOpen ? undefined : keys };
}

/** The paper account stays what it is, and asks for nothing. */
function choiceOf(
  offered: readonly OfferedExchange[],
  { exchange }: BrokerForm,
  existing: Broker | undefined,
): OfferedExchange | undefined {
  if (existing?.exchange === "paper" && exchange === "paper") {
    return { id: "paper", name: exchangeNameOf("paper"), environments: [existing.environment], fields: [] };
  }
  return offered.find(({ id }) => id === exchange);
}

function isSameVenue(broker: Broker, form: BrokerForm): boolean {
  return broker.exchange === form.exchange && broker.environment === form.environment;
}

function without<V>(of: Record<string, V>, names: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));
}

/** The stored keys that still hold, and why one that is missing is asked for. */
async function keptKeys(
  db: Queries,
  box: SecretBox,
  existing: Broker | undefined,
  hasMoved: boolean,
): Promise<{ keys: Keys; missing: FieldProblem }> {
  if (existing === undefined) return { keys: {}, missing: "required" };
  if (hasMoved) return { keys: {}, missing: "credential_anew" };
  try {
    return { keys: await storedKeys(db, box, existing), missing: "required" };
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    return { keys: {}, missing: "credential_unreadable" }; // who has the keys enters them again, and all is well
  }
}
