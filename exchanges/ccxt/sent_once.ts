/**
 * Requests that change something go out once. Deno's `fetch` sends a request again, a POST too, when a connection that it
 * had kept open is closed before the answer: an order would be there twice. On a connection of its own it is not sent again.
 */
import type { Exchange } from "ccxt";

/** Keeps no connection open for a later request. */
const FRESH = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

type OnClient = RequestInit & { readonly client: Deno.HttpClient };

/** Lets an exchange of ccxt send everything but questions on connections of their own. */
export function sendOnce(exchange: Exchange): void {
  exchange.fetchImplementation = (url: string, { method = "GET", headers = {}, body, signal }: RequestInit) => {
    const request: RequestInit = { method, headers, signal: signal ?? null, redirect: "error" };
    if (method === "GET") return fetch(url, request);
    const alone: OnClient = { ...request, body: body ?? null, client: FRESH };
    return fetch(url, alone);
  };
}
