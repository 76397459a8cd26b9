/** For tests of the API: how it is asked, what its document promises, and services that answer from a script. */
import assert from "node:assert/strict";
import { z } from "zod";
import { BTC_USDT } from "../../domain/market_fixture.ts";
import type { Scope } from "../../security/tokens.ts";
import { orderOf } from "../client/trading/order_fixture.ts";
import type { Services } from "../services.ts";
import type { TestHouse } from "../test_house.ts";
import { USER_ID } from "../test_house.ts";
import { API_PATH } from "./routes.ts";

const ORIGIN = "http://127.0.0.1:8000";

/** What may differ from a question by the session of the house. */
export interface Asking {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A token in the place of the session; null = neither. */
  readonly token?: string | null;
}

/** Asks the API of a house. */
export function asker(house: TestHouse) {
  return (method: string, path: string, { json, headers, token }: Asking = {}): Promise<Response> => {
    const all = new Headers({ host: "127.0.0.1:8000" });
    if (token === undefined) {
      all.set("cookie", `aristobot_session=${house.token}`);
      all.set("origin", ORIGIN);
    } else if (token !== null) all.set("authorization", `Bearer ${token}`);
    if (json !== undefined) all.set("content-type", "application/json");
    for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value);
    const body = json === undefined ? null : JSON.stringify(json);
    return house.app.fetch(new Request(`${ORIGIN}${API_PATH}${path}`, { method, headers: all, body }));
  };
}

/** A token of the house's user. */
export async function programToken(house: TestHouse, ...scopes: Scope[]): Promise<string> {
  const response = await asker(house)("POST", "/tokens", { json: { name: `program ${scopes}`, scopes } });
  assert.equal(response.status, 201);
  return (await response.json()).token;
}

/** Services that answer what a test says, and keep what they were asked. */
export function scripted<Name extends "brokers" | "trading" | "webhooks">(
  house: TestHouse,
  name: Name,
  answers: Partial<Services[Name]>,
): readonly [string, ...unknown[]][] {
  const asked: [string, ...unknown[]][] = [];
  const service = Object.fromEntries(
    Object.entries(answers).map(([key, answer]) => [key, (...of: unknown[]) => {
      asked.push([key, ...of]);
      return (answer as (...of: unknown[]) => unknown)(...of);
    }]),
  );
  Object.assign(house.overrides, { [name]: service });
  return asked;
}

/** A part of the document. */
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { readonly schema: object }> }>>;
}

/** What the document says of each response; a response is held to it as a reader of the document would. */
export class Promises {
  readonly #read = new Map<object, z.ZodType>();

  constructor(private readonly document: { paths: Record<string, Record<string, Operation>>; components: unknown }) {}

  /** Reads them from a house. */
  static async of(house: TestHouse): Promise<Promises> {
    return new Promises(await (await asker(house)("GET", "/openapi.json")).json());
  }

  /** Whether the document has it. */
  knows(method: string, path: string): boolean {
    return this.document.paths[path]?.[method.toLowerCase()] !== undefined;
  }

  /** The body of a response that is as promised. `path` as in the document. */
  async held(method: string, path: string, response: Response): Promise<unknown> {
    const told = this.document.paths[path]?.[method.toLowerCase()]?.responses[response.status];
    const what = `${method} ${path} answered ${response.status}`;
    const text = await response.text();
    assert.ok(told, `${what}, of which the document says nothing: ${text}`);
    const [[type, { schema }] = ["", { schema: {} }]] = Object.entries(told.content ?? {});
    assert.equal((response.headers.get("content-type") ?? "").split(";")[0], type, what);
    if (type === "") return assert.equal(text, "", what);
    const body = JSON.parse(text);
    const checked = this.#schemaOf(schema).safeParse(body);
    assert.ok(checked.success, `${what}: ${checked.error && z.prettifyError(checked.error)} in ${text}`);
    return body;
  }

  #schemaOf(schema: object): z.ZodType {
    const known = this.#read.get(schema) ?? this.#readSchema(schema);
    this.#read.set(schema, known);
    return known;
  }

  #readSchema(schema: object): z.ZodType {
    const text = JSON.stringify({ ...schema, $defs: (this.document.components as { schemas: object }).schemas });
    // The reader takes patterns as if they knew nothing but ASCII.
    const ascii = text.replaceAll("#/components/schemas/", "#/$defs/").replaceAll(
      String.raw`\\p{L}\\p{N}`,
      "A-Za-z0-9",
    );
    return z.fromJSONSchema(JSON.parse(ascii));
  }
}

const AT_MS = 1_800_000_000_000;
/** A broker of the house's user. */
export const BROKER_ID = "11111111-1111-4111-8111-111111111111";
/** It, as pages have it. */
export const brokerView = {
  id: BROKER_ID,
  userId: USER_ID,
  name: "mine",
  exchange: "demo",
  description: "",
  environment: "demo",
  isDefault: true,
  paperBalances: {},
  createdMs: AT_MS,
  exchangeName: "Demo",
  credentialFields: ["apiKey", "secret"],
  status: { brokerId: BROKER_ID, state: "connected", failure: null, sinceMs: AT_MS },
  dependents: { activeStrategies: 0, openOrders: 0 },
} as const;
/** An order by hand of the house's user. */
export const handOrder = orderOf({
  clientOrderId: "m-1",
  userId: USER_ID,
  brokerId: BROKER_ID,
  quantity: "0.5",
  price: "100",
  purpose: "manual",
});
/** The ticket that it was. */
export const handTicket = {
  brokerId: BROKER_ID,
  symbol: "BTC/USDT",
  side: "buy",
  type: "limit",
  quantity: "0.5",
  price: "100",
} as const;
/** A market with its limits. */
export const btcMarket = { ...BTC_USDT, maxQuantity: null };
