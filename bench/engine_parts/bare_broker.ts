/** The worker that sends the orders of the bare wires, each on a connection of its own. */
import type { ToBroker } from "./bare_talk.ts";

declare const self: { onmessage: (event: MessageEvent<ToBroker>) => void };

const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
let url = "";

self.onmessage = async ({ data }) => {
  if ("port" in data) {
    url = `http://127.0.0.1:${data.port}/api/v3/order`;
    return;
  }
  const body = `symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=${data.id}`;
  const request: RequestInit & { readonly client: Deno.HttpClient } = { method: "POST", body, client };
  const answer = await fetch(url, request);
  await answer.body?.cancel();
};
