/** Who sends to a raw worker or process: the contests of what could be done without a runtime. */
import { type Contest, sixtyFour } from "./measure.ts";
import type { Answer, Ask, Heard, Posted } from "./raw_talk.ts";
import { someTrade } from "./trade.ts";

/** The sender's contests, and what hears the answers for them. */
export interface Sender {
  readonly heard: (message: Heard) => void;
  readonly contests: Readonly<Record<"arrays" | "single" | "trip" | "sixtyFour" | "arrayOf64", Contest>>;
}

/** A sender that makes `asks` asks a round where each waits for the one before. */
export function sender(post: (message: Posted) => void, asks: number): Sender {
  let lastId = 0;
  const open = new Map<number, (value: number) => void>();
  const settle = ({ id, value }: Answer) => {
    open.get(id)?.(value);
    open.delete(id);
  };
  const opened = (resolve: (value: number) => void): Ask => {
    open.set(++lastId, resolve);
    return { id: lastId, kind: "Get" };
  };
  const ask = () => new Promise<number>((resolve) => post(opened(resolve)));
  const tells = (count: number, size: number): Contest => ({
    count,
    step: 1_920,
    work: async (from, to) => {
      for (let id = from; id < to; id += size) {
        post({ trades: Array.from({ length: size }, (_, n) => someTrade(id + n)) });
      }
      await ask();
    },
  });
  const askTogether = async () => {
    const together: Ask[] = [];
    const answered = sixtyFour(() => new Promise<number>((resolve) => together.push(opened(resolve))));
    post({ asks: together });
    await answered;
  };
  return {
    heard: (message) => "answers" in message ? message.answers.forEach(settle) : settle(message),
    contests: {
      arrays: tells(96_000, 128),
      single: tells(19_200, 1),
      trip: { count: asks, step: 1, work: ask },
      sixtyFour: { count: 6_400, step: 64, work: () => sixtyFour(ask) },
      arrayOf64: { count: 25_600, step: 64, work: askTogether },
    },
  };
}
