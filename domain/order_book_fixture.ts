/** A made-up order book in motion, for tests and benchmarks: the same for the same seed. */

/** Price and quantity; spelled out here, so that whoever measures needs nothing else of this room. */
type Level = [price: string, quantity: string];

/** What both sides hold, or what of them changed; an update's changes are `firstId` to `lastId`. */
export interface MadeUpdate {
  readonly firstId: number;
  readonly lastId: number;
  readonly bids: Level[];
  readonly asks: Level[];
}

const LEVELS = 1_000;
const LEVELS_AN_UPDATE = 8;
const START_CENTS = 2_800_000;
/** How many levels from the best most changes happen. */
const USUAL_DISTANCE = 12;

/** A snapshot of 1,000 levels a side and `count` updates, of about ten levels each, mostly near the best price. */
export function madeBook(count: number, seed = 1): { snapshot: MadeUpdate; updates: MadeUpdate[] } {
  const random = seeded(seed);
  const quantity = () => (0.001 + 3 * random()).toFixed(8);
  const level = (cents: number, amount: string): Level => [`${(cents / 100).toFixed(2)}000000`, amount];
  const side = (direction: 1 | -1) =>
    Array.from({ length: LEVELS }, (_, i) => level(START_CENTS + direction * (i + 1), quantity()));
  let middle = START_CENTS;
  const updates: MadeUpdate[] = [];
  for (let lastId = 1; lastId <= count; lastId++) {
    const [bids, asks]: Level[][] = [[], []];
    const step = Math.floor(random() * 3) - 1;
    middle += step;
    // The levels that the price has passed are gone from one side.
    if (step > 0) asks!.push(level(middle, "0.00000000"));
    if (step < 0) bids!.push(level(middle, "0.00000000"));
    for (let i = 0; i < LEVELS_AN_UPDATE; i++) {
      const distance = 1 + Math.floor(-Math.log(1 - random()) * USUAL_DISTANCE);
      const amount = random() < 0.3 ? "0.00000000" : quantity();
      if (random() < 0.5) bids!.push(level(middle - distance, amount));
      else asks!.push(level(middle + distance, amount));
    }
    updates.push({ firstId: lastId, lastId, bids: bids!, asks: asks! });
  }
  return { snapshot: { firstId: 0, lastId: 0, bids: side(-1), asks: side(1) }, updates };
}

/** A small linear congruential generator, in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
