/** What the Brokers panel asks of the house. */
import type { BrokerForm, BrokerView, Invalid, Saved, Trial } from "../broker_services.ts";

/** Keys of texts by field, as the house tells them. */
export type Problems = Readonly<Record<string, string>>;

/** What the house said to a form. */
export type FormAnswer =
  | { readonly outcome: "tried"; readonly trial: Trial; readonly isUnsaved: boolean }
  /** It is stored, but its key may do more than it should. */
  | { readonly outcome: "savedWithCare"; readonly trial: Trial }
  | { readonly outcome: "invalid"; readonly problems: Problems }
  /** The house itself did not take it. */
  | { readonly outcome: "refused"; readonly reason: string };

const ADDRESS = "/account/brokers";

/** The user's brokers as they are now; null while the house is away: they are asked anew when it is found again. */
export async function fetchBrokers(): Promise<readonly BrokerView[] | null> {
  const response = await fetch(ADDRESS, { headers: { accept: "application/json" } }).catch(() => null);
  return response?.ok ? (await response.json() as { brokers: BrokerView[] }).brokers : null;
}

/** Signs in for a look with what the form holds. */
export async function testBroker(form: BrokerForm, broker: BrokerView | null): Promise<FormAnswer> {
  const told = await ask<Trial | Invalid>(`${addressOf(broker)}/test`, form);
  if (told.outcome === "invalid") return { outcome: "invalid", problems: told.fields };
  return told.outcome === "refused" ? told : { outcome: "tried", trial: told, isUnsaved: false };
}

/** Tests and stores it; `saved` carries what the user must still be told, or null. */
export async function saveBroker(
  form: BrokerForm,
  broker: BrokerView | null,
): Promise<{ readonly outcome: "saved"; readonly answer: FormAnswer | null } | FormAnswer> {
  const told = await ask<Saved>(addressOf(broker), form);
  if (told.outcome === "refused") return told;
  if (told.outcome === "invalid") return { outcome: "invalid", problems: told.fields };
  const { trial } = told;
  if (told.outcome === "failed") return { outcome: "tried", trial, isUnsaved: true };
  const mustBeTold = trial.outcome === "connected" && trial.mayWithdraw === true;
  return { outcome: "saved", answer: mustBeTold ? { outcome: "savedWithCare", trial } : null };
}

/** Where something is asked about an account. */
export function addressOf(broker: BrokerView | null): string {
  return broker ? `${ADDRESS}/${broker.id}` : ADDRESS;
}

async function ask<T>(address: string, body: unknown): Promise<T | Extract<FormAnswer, { outcome: "refused" }>> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return await response.json() as T;
    return { outcome: "refused", reason: (await response.json() as { error: string }).error };
  } catch (error) {
    return { outcome: "refused", reason: error instanceof Error ? error.message : String(error) };
  }
}
