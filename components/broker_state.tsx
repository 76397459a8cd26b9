/** How a broker account is: its light, its environment, and why it failed. */
import type { BrokerStatus, BrokerView } from "../web/broker_services.ts";
import { failureTextOf } from "../web/failure_text.ts";
import type { Texts } from "../web/i18n/mod.ts";

/** The light of an account. The paper one is inside the platform and has no connection. */
export function BrokerLight({ broker: { exchange, status }, texts }: { broker: BrokerView; texts: Texts }) {
  const state = exchange === "paper" ? "internal" : status?.state ?? "unknown";
  return (
    <>
      <span class={`light ${TONES[state]}`}>
        <i aria-hidden="true" />
        {texts.brokers.state[state]}
      </span>
      {status?.failure && <p class="error-text">{failureTextOf(texts, status.failure)}</p>}
    </>
  );
}

const TONES: Readonly<Record<BrokerStatus["state"] | "internal" | "unknown", string>> = {
  connecting: "waits",
  connected: "good",
  internal: "good",
  failed: "bad",
  unknown: "off",
};

/** Whose money it is: the live one stands out. */
export function EnvironmentBadge(
  { environment, texts }: { environment: BrokerView["environment"]; texts: Texts["brokers"] },
) {
  return (
    <span class={`environment ${environment}`} title={texts.environmentHints[environment]}>
      {texts.environments[environment]}
    </span>
  );
}
