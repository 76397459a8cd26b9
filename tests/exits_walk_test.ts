/**
 * Ten recorded days on which positions are left by stops and targets: those that the exchange holds, as single stops and as
 * lists of which one cancels the other, and those that the platform watches. Our books are the exchange's to the last digit,
 * each exit is filled at the first print that reaches it, and what is watched is sold at the price that a native exit gets.
 */
import assert from "node:assert/strict";
import { nightly, scale } from "../actors/runtime/test_scale.ts";
import { compareWithExchange, type Figures } from "./exits_walk/comparing.ts";
import { loaded, playUntil } from "./exits_walk/playing.ts";
import { type Kind, KINDS, openStage } from "./exits_walk/stage.ts";
import { testOnce } from "./once.ts";

const HOUR_MS = 3_600_000;
/** Wild and quiet ones. */
const DAYS = [
  ...["2023-04-19", "2023-03-18", "2023-03-20", "2023-03-22", "2023-04-13"],
  ...["2023-03-28", "2023-04-04", "2023-04-11", "2023-04-17", "2023-04-26"],
];
const PLAYED = DAYS.slice(0, scale(1, DAYS.length));
/** The whole day, or its wildest hours, UTC. */
const [FROM_HOUR, TO_HOUR] = nightly ? [0, 24] : [6, 12];

async function playDay(day: string): Promise<Map<Kind, Figures>> {
  const startMs = Date.parse(day);
  await using stage = await openStage(startMs + FROM_HOUR * HOUR_MS);
  await loaded(stage);
  await playUntil(stage, startMs + TO_HOUR * HOUR_MS);
  const figures = await compareWithExchange(stage);
  for (const [kind, { stops, targets, others, profitQuote }] of figures) {
    console.log(`${day} ${kind}: ${stops} by stop, ${targets} by target, ${others} otherwise; ${profitQuote} USDT`);
  }
  return figures;
}

testOnce(
  `exits of ${PLAYED.length} recorded days, native, emulated and OCO, are the exchange's own fills to the cent`,
  async () => {
    const all: Map<Kind, Figures>[] = [];
    for (const day of PLAYED) all.push(await playDay(day));
    for (const [kind, { target }] of Object.entries(KINDS)) {
      const sum = (of: "stops" | "targets") => all.reduce((all, figures) => all + figures.get(kind as Kind)![of], 0);
      assert.ok(sum("stops") >= PLAYED.length, `${kind}: ${sum("stops")} by stop`);
      assert.ok(target === 0 || sum("targets") >= PLAYED.length, `${kind}: ${sum("targets")} by target`);
    }
  },
);
