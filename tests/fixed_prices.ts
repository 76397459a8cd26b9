/** A teller of last prices for programs of tests: it says what {@linkcode PRICES} holds. */
import { z } from "zod";
import { defineActor } from "../actors/runtime/mod.ts";
import { venueDeskProtocol } from "../actors/venue_desk_protocol.ts";

/** Last prices by symbol, in quote currency. */
export const PRICES: Record<string, string> = {};

/** The module of the teller. */
export const fixedPrices: string = import.meta.url;

const { GetPrices } = venueDeskProtocol;

export default defineActor({
  protocol: { GetPrices },
  args: z.undefined(),
  init: () => ({}),
  on: { GetPrices: () => ({ outcome: "told" as const, prices: { ...PRICES } }) },
});
