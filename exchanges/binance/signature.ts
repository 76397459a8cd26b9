/** Signatures of requests that act for an account (HMAC-SHA256). Pure. */
import { createHmac } from "node:crypto";

/** A key of an account. The secret is in nothing that is logged or shown. */
export interface Credentials {
  readonly apiKey: string;
  readonly secret: string;
}

/** What a request carries. */
export type Parameters = Readonly<Record<string, string | number>>;

/** The signature of a text, in hexadecimal. */
export function signatureOf(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

/** Parameters as REST sends and signs them: percent-encoded first, in the order given. */
export function queryText(parameters: Parameters): string {
  return Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/** The query of a REST request with its signature. */
export function signedQuery(parameters: Parameters, secret: string): string {
  const query = queryText(parameters);
  return `${query}&signature=${signatureOf(query, secret)}`;
}

/** The parameters of a WS-API request with key and signature: all of them are signed, ordered by their names. */
export function signedParameters(parameters: Parameters, { apiKey, secret }: Credentials): Parameters {
  const all: Parameters = { ...parameters, apiKey };
  const names = Object.keys(all).sort((a, b) => (a < b ? -1 : 1));
  const text = names.map((name) => `${name}=${all[name]}`).join("&");
  return { ...all, signature: signatureOf(text, secret) };
}
