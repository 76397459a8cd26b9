/** Random requests against an OpenAPI document: as it asks for, and with one thing or another that it does not. */
import type { Chance } from "./chance.ts";
import { hostile, HOSTILE_TEXTS, nested } from "./hostile.ts";
import { type Known, plausible, type Schema } from "./plausible.ts";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** What is read of the document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** A request to send. */
export interface Fuzzed {
  readonly method: string;
  /** As in the document. */
  readonly pattern: string;
  /** With its query, as it goes on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** It is as the document asks for. */
  readonly isPlausible: boolean;
}

/** Makes requests of all operations in turn. */
export class Fuzzer {
  readonly #operations: readonly { method: string; pattern: string; operation: Operation }[];

  constructor(private readonly chance: Chance, private readonly document: Document, private readonly known: Known) {
    this.#operations = Object.entries(document.paths).flatMap(([pattern, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) =>
        // What takes a body has the most that can go wrong.
        Array.from(
          { length: operation.requestBody ? 4 : 1 },
          () => ({ method: method.toUpperCase(), pattern, operation }),
        )
      )
    );
  }

  /** The next request. */
  next(): Fuzzed {
    const { chance } = this;
    const chosen = chance.of(this.#operations);
    const spoilt = chance.oneIn(3) ? null : chance.of(["value", "value", "value", "more", "body", "address"] as const);
    const parts = this.#partsOf(chosen.operation);
    if (spoilt === "value") spoil(chance, parts);
    if (spoilt === "more") parts.query.push([chance.of(HOSTILE_TEXTS), chance.of(HOSTILE_TEXTS)]);
    const filled = chosen.pattern.replace(/\{(\w+)\}/g, (_, name) => encode(textOf(parts.path[name])));
    const query = parts.query.map(([name, value]) => `${encode(name)}=${encode(textOf(value))}`).join("&");
    const address = filled + (query === "" ? "" : `?${query}`);
    const [body, type] = this.#bodyOf(parts.body, spoilt === "body");
    return {
      method: spoilt === "address" && chance.oneIn(2)
        ? chance.of(["PUT", "PATCH", "DELETE", "POST", "GET"])
        : chosen.method,
      pattern: chosen.pattern,
      path: spoilt === "address" ? mangled(chance, address) : address,
      headers: { ...parts.headers, ...(type !== null && { "content-type": type }) },
      body,
      isPlausible: spoilt === null,
    };
  }

  #partsOf({ parameters = [], requestBody }: Operation): Parts {
    const { chance, known, document: { components: { schemas } } } = this;
    const value = ({ schema, name }: Parameter) => plausible(chance, schema, name, { schemas, known });
    const given = parameters.filter(({ required, in: place }) => place === "path" || required || chance.oneIn(2));
    const parts: Parts = { path: {}, query: [], headers: {}, body: undefined };
    for (const parameter of given) {
      if (parameter.in === "path") parts.path[parameter.name] = value(parameter);
      if (parameter.in === "query") parts.query.push([parameter.name, value(parameter)]);
      if (parameter.in === "header") parts.headers[parameter.name] = textOf(value(parameter));
    }
    const schema = requestBody?.content["application/json"]?.schema;
    if (schema) parts.body = plausible(chance, schema, "", { schemas, known });
    return parts;
  }

  #bodyOf(body: unknown, isSpoilt: boolean): [string | null, string | null] {
    const { chance } = this;
    if (!isSpoilt) return body === undefined ? [null, null] : [JSON.stringify(body), "application/json"];
    const text = JSON.stringify(body ?? {});
    const odd: (() => [string, string | null])[] = [
      () => [text.slice(0, -1), "application/json"],
      () => [
        text,
        chance.of(["text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded"]),
      ],
      () => [JSON.stringify(hostile(chance)), "application/json"],
      () => [JSON.stringify(nested(20_000)), "application/json"],
      () => [`{"__proto__": {"polluted": true}, "constructor": {}}`, "application/json"],
      () => [JSON.stringify({ name: "x".repeat(chance.oneIn(2) ? 100_000 : 60_000) }), "application/json"],
      () => ["", "application/json"],
      () => ["\ufeff{}", "application/json; charset=utf-16"],
    ];
    return chance.of(odd)();
  }
}

interface Parts {
  readonly path: Record<string, unknown>;
  readonly query: [string, unknown][];
  readonly headers: Record<string, string>;
  body: unknown;
}

/** Puts something hostile in the place of one value, wherever there is one. */
function spoil(chance: Chance, parts: Parts): void {
  const places: (() => void)[] = [
    ...Object.keys(parts.path).map((name) => () => void (parts.path[name] = hostile(chance))),
    ...parts.query.map((pair) => () => void (pair[1] = hostile(chance))),
    ...Object.keys(parts.headers).map((name) => () => void (parts.headers[name] = headerText(hostile(chance)))),
  ];
  if (isRecord(parts.body)) {
    const body = parts.body;
    for (const name of Object.keys(body)) places.push(() => void (body[name] = hostile(chance)));
    places.push(() => void (body[chance.of(HOSTILE_TEXTS)] = hostile(chance)));
    places.push(() => void delete body[chance.of(Object.keys(body)) ?? ""]);
  }
  if (places.length > 0) chance.of(places)();
}

/** Another address than the document has. */
function mangled(chance: Chance, address: string): string {
  return chance.of([
    `${address}/`,
    address.replace("/", "//"),
    `${address}/${encode(chance.of(HOSTILE_TEXTS))}`,
    `/../..${address}`,
    `/%2e%2e/%2e%2e/deno.json`,
    address.toUpperCase(),
    `${address}%`,
    `${address}?${"a=1&".repeat(500)}`,
    `${address};jsessionid=1`,
  ]);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

/** A lone surrogate has no place in an address: it is what it becomes on the wire. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What may stand in a header at all: fetch itself refuses the rest. */
function headerText(value: unknown): string {
  return textOf(value).replaceAll(/[^\x20-\x7e]/g, "").slice(0, 2_000).trim();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
