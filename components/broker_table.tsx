/** A user's accounts at exchanges: one row each, cards on a phone. */
import type { BrokerView } from "../web/broker_services.ts";
import { fill, type Texts } from "../web/i18n/mod.ts";
import { BrokerLight, EnvironmentBadge } from "./broker_state.tsx";

/** What may be asked of an account in its row. */
export type BrokerAction = "symbols" | "makeDefault" | "edit" | "remove";

interface TableProps {
  readonly brokers: readonly BrokerView[];
  readonly texts: Texts;
  readonly ask: (broker: BrokerView, action: BrokerAction) => void;
}

/** The table, or a word that there is none. */
export function BrokerTable({ brokers, texts, ask }: TableProps) {
  const { columns, none, noneHint } = texts.brokers;
  if (brokers.length === 0) return <p class="quiet empty">{none} {noneHint}</p>;
  return (
    <table class="brokers cards">
      <thead>
        <tr>{Object.values(columns).map((column) => <th key={column} scope="col">{column}</th>)}</tr>
      </thead>
      <tbody>
        {brokers.map((broker) => <BrokerRow key={broker.id} broker={broker} texts={texts} ask={ask} />)}
      </tbody>
    </table>
  );
}

function BrokerRow({ broker, texts, ask }: Omit<TableProps, "brokers"> & { broker: BrokerView }) {
  const { brokers: words } = texts;
  const isPaper = broker.exchange === "paper";
  return (
    <tr data-broker={broker.id}>
      <td data-label={words.columns.name}>
        <strong>{broker.name}</strong> {broker.isDefault && <span class="tag">{words.isDefault}</span>}
        {broker.description !== "" && <small>{broker.description}</small>}
      </td>
      <td data-label={words.columns.exchange}>
        {exchangeNameOf(broker, words)} <EnvironmentBadge environment={broker.environment} texts={words} />
      </td>
      <td data-label={words.columns.state}>
        <BrokerLight broker={broker} texts={texts} />
      </td>
      <td data-label={words.columns.keys}>{keysOf(broker, words)}</td>
      <td data-label={words.columns.actions}>
        <div class="actions">
          {actionsOf(broker).map((action) => (
            <button
              type="button"
              key={action}
              class={action === "remove" ? "button small danger" : "button small"}
              aria-label={fill(words.of, { action: words[action], name: broker.name })}
              onClick={() => ask(broker, action)}
            >
              {words[action]}
            </button>
          ))}
          {isPaper && <span class="quiet">{words.paperHint}</span>}
        </div>
      </td>
    </tr>
  );
}

function actionsOf({ exchange, isDefault }: BrokerView): readonly BrokerAction[] {
  const isPaper = exchange === "paper";
  return [
    ...(isPaper ? [] : ["symbols" as const]),
    ...(isDefault ? [] : ["makeDefault" as const]),
    "edit",
    ...(isPaper ? [] : ["remove" as const]),
  ];
}

function keysOf({ credentialFields }: BrokerView, texts: Texts["brokers"]): string {
  if (credentialFields.length === 0) return texts.noKeys;
  return credentialFields.map((name) => fieldLabel(name, texts)).join(", ");
}

/** What a credential is called; one without a word of ours by the exchange's own. */
export function fieldLabel(name: string, texts: Texts["brokers"]): string {
  return Object.entries(texts.fields).find(([field]) => field === name)?.[1] ?? name;
}

/** The exchange's name; those inside the platform are called in the user's language. */
export function exchangeNameOf(
  { exchange, exchangeName }: Pick<BrokerView, "exchange" | "exchangeName">,
  { exchangeNames }: Texts["brokers"],
): string {
  if (exchange === "demo") return exchangeNames.demo;
  return exchange === "paper" ? exchangeNames.paper : exchangeName;
}
