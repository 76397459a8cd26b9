/**
 * The sockets of a ccxt exchange: how many are open, and whether they still speak. Where an exchange has no ping of its own,
 * ccxt cannot find out (browsers' sockets, which Deno has, send none): a wire that died without a word would stay silent.
 */
import type { Exchange } from "ccxt";
import { RequestTimeout } from "ccxt/base/errors.js";
import { paced } from "./paced.ts";

type Client = Exchange["clients"][string];

/** Watches the sockets of one exchange. */
export class Sockets {
  readonly #heardMs = new WeakMap<Client, number>();
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, elapsed: () => number) {
    this.#exchange = exchange;
    const handle = paced(
      exchange.handleMessage.bind(exchange),
      (error, client: Client) => void client.reject(error), // as ccxt itself does with what its handlers throw
    );
    exchange.handleMessage = (client: Client, message: unknown) => {
      this.#heardMs.set(client, elapsed());
      handle(client, message);
    };
  }

  /** How many are open. */
  get open(): number {
    return this.#clients().filter((client) => client.isConnected).length;
  }

  /** Closes those that have said nothing for so long; their streams fail, and begin again. @returns their hosts. */
  dropSilent(nowMs: number, limitMs: number): string[] {
    return this.#clients().filter((client) => this.#isSilent(client, nowMs, limitMs)).map((client) => {
      client.onError(new RequestTimeout(`nothing was heard from ${client.url} for ${limitMs / 1_000} s`));
      client.close();
      return new URL(client.url).host;
    });
  }

  #isSilent(client: Client, nowMs: number, limitMs: number): boolean {
    if (!client.isConnected) return false;
    const heardMs = this.#heardMs.get(client);
    if (heardMs === undefined) this.#heardMs.set(client, nowMs); // its time begins to count
    return heardMs !== undefined && nowMs - heardMs >= limitMs;
  }

  #clients(): Client[] {
    return Object.values(this.#exchange.clients ?? {});
  }
}
