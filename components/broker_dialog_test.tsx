import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { offeredExchanges } from "../actors/exchange_catalog.ts";
import type { BrokerView, ExchangeChoice } from "../web/broker_services.ts";
import { textsOf } from "../web/i18n/mod.ts";
import { BrokerFormBody } from "./broker_dialog.tsx";
import { BrokerTable } from "./broker_table.tsx";
import { matching } from "./exchange_picker.tsx";
import { TrialReport } from "./broker_trial.tsx";

const EXCHANGES = offeredExchanges({ hasDemo: true });
const texts = textsOf("en");
const never = () => Promise.reject(new Error("nobody asked"));

function brokerAt({ id, environments, fields }: ExchangeChoice, changes: Partial<BrokerView> = {}): BrokerView {
  return {
    id: "00000000-0000-4000-8000-00000000000b",
    userId: "u",
    name: "Mine",
    exchange: id,
    exchangeName: id,
    description: "",
    environment: environments[0]!,
    isDefault: false,
    paperBalances: {},
    createdMs: 0,
    credentialFields: fields.map(({ name }) => name),
    status: null,
    dependents: { activeStrategies: 0, openOrders: 0 },
    ...changes,
  };
}

function formOf(broker: BrokerView | null): string {
  return render(
    <BrokerFormBody broker={broker} exchanges={EXCHANGES} language="en" test={never} save={never} cancel={() => {}} />,
  );
}

/** The named inputs of a form, with their type and what stands in them. */
function keyInputs(html: string): string[] {
  return [...html.matchAll(/<input id="broker-credentials-(\w+)" type="(\w+)"[^>]*>/g)].map(([, name, type]) =>
    `${name} ${type}`
  );
}

Deno.test("the form of every exchange has the fields that it asks for, labelled, and nothing of what is stored", () => {
  for (const choice of EXCHANGES) {
    const html = formOf(brokerAt(choice));
    assert.deepEqual(
      keyInputs(html),
      choice.fields.map(({ name, isSecret }) => `${name} ${isSecret ? "password" : "text"}`),
      choice.id,
    );
    for (const { name } of choice.fields) assert.match(html, new RegExp(`<label for="broker-credentials-${name}">`));
    assert.equal(html.match(/placeholder="Stored; empty = unchanged"/g)?.length ?? 0, choice.fields.length, choice.id);
    for (const { name } of choice.fields) {
      assert.match(html, new RegExp(`id="broker-credentials-${name}"[^>]* value(="")?[ >]`), `${choice.id} ${name}`);
    }
    const offered = [...html.matchAll(/type="radio"[^>]* value="(\w+)"/g)].map(([, value]) => value);
    assert.deepEqual(offered, choice.environments, choice.id);
  }
  assert.ok(EXCHANGES.length > 100);
});

Deno.test("a new account is at the demo exchange, where it runs, and needs no key", () => {
  const html = formOf(null);
  assert.deepEqual(keyInputs(html), []);
  assert.match(html, /value="Demo exchange"|No key is needed/);
  assert.match(html, /role="combobox"[^>]*aria-expanded="false"/);
});

Deno.test("the live environment is told with what is at stake", () => {
  const kraken = EXCHANGES.find(({ id }) => id === "kraken")!;
  assert.match(formOf(brokerAt(kraken)), /class="warning">Real money: every order/);
});

Deno.test("an exchange is found by a part of its name or id, the ones that begin with it first", () => {
  assert.equal(matching(EXCHANGES, "krak")[0]!.id, "kraken");
  assert.deepEqual(matching(EXCHANGES, " OKX ").map(({ id }) => id).slice(0, 2), ["okx", "okxus"]);
  assert.deepEqual(matching(EXCHANGES, "no such"), []);
  assert.equal(matching(EXCHANGES, "").length, EXCHANGES.length);
});

Deno.test("a failure is told in words, as text", () => {
  const failure = { kind: "AuthenticationError", exchange: "Kraken", words: "<img src=x> bad key" } as const;
  const html = render(
    <TrialReport trial={{ outcome: "failed", failure }} isUnsaved exchange="Kraken" language="en" texts={texts} />,
  );
  assert.match(html, /Authentication failed at Kraken: &lt;img src=x> bad key/);
  assert.match(html, /Nothing was saved/);
});

Deno.test("a key that may withdraw is warned of", () => {
  const trial = { outcome: "connected", balances: [], mayWithdraw: true } as const;
  const html = render(
    <TrialReport trial={{ ...trial, balances: [] }} isUnsaved={false} exchange="Kraken" language="en" texts={texts} />,
  );
  assert.match(html, /class="warning">Beware: this key may withdraw funds\. Take that right from it at Kraken/);
});

Deno.test("a row tells state and failure, and the paper account has no button that would end it", () => {
  const kraken = EXCHANGES.find(({ id }) => id === "kraken")!;
  const failure = { kind: "OnMaintenance", exchange: "Kraken", words: "EService:Unavailable" } as const;
  const broker = brokerAt(kraken);
  const failed = { brokerId: broker.id, state: "failed", failure, sinceMs: 0 } as const;
  const paper = brokerAt(kraken, { exchange: "paper", environment: "demo", isDefault: true, credentialFields: [] });
  const html = render(<BrokerTable brokers={[{ ...broker, status: failed }]} texts={texts} ask={() => {}} />);
  assert.match(html, /class="light bad".*failed.*Kraken is under maintenance: EService:Unavailable/s);
  assert.match(html, /class="environment live"/);
  assert.match(html, /aria-label="Delete: Mine"/);
  const paperHtml = render(<BrokerTable brokers={[paper]} texts={texts} ask={() => {}} />);
  assert.match(paperHtml, /internal/);
  assert.doesNotMatch(paperHtml, /Delete|Load symbols/);
});
