/** xstate: a machine handles what it is sent at once, in the sender's own turn; there is no mailbox and no ask. */
import { assign, createActor, createMachine, fromTransition } from "xstate";
import { millis, perSecond } from "../runtime_parts/measure.ts";
import { someTrade, type Trade } from "../runtime_parts/trade.ts";
import { report } from "./peer.ts";

type Message =
  | { readonly type: "Trade"; readonly trade: Trade }
  | { readonly type: "Crash" };

const machine = createMachine({
  types: {} as { context: { count: number }; events: Message },
  context: { count: 0 },
  on: {
    Trade: { actions: assign({ count: ({ context }) => context.count + 1 }) },
    Crash: {
      actions: () => {
        throw new Error("told to crash");
      },
    },
  },
});
const transition = fromTransition((state: { count: number }, message: Message) => {
  if (message.type === "Trade") state.count++;
  return state;
}, { count: 0 });

const whole = createActor(machine).start();
const bare = createActor(transition).start();
const noAsk = "has no ask";

function tells(send: (message: Message) => void): () => Promise<number> {
  return () =>
    perSecond(100_000, 2_000, (from, to) => {
      for (let id = from; id < to; id++) send({ type: "Trade", trade: someTrade(id) });
      return Promise.resolve();
    });
}

/** Nothing restarts a machine that threw; its subscriber may start another. */
function restartByHand(): Promise<number> {
  return millis(50, () =>
    new Promise<void>((resolve) => {
      const failing = createActor(machine);
      failing.subscribe({
        error: () => {
          const next = createActor(machine).start();
          next.send({ type: "Trade", trade: someTrade(1) });
          if (next.getSnapshot().context.count === 1) resolve();
        },
      });
      failing.start();
      failing.send({ type: "Crash" });
    }));
}

function hundred(): Promise<number> {
  return millis(9, () => {
    const actors = Array.from({ length: 100 }, () => createActor(machine).start());
    for (const actor of actors) actor.send({ type: "Trade", trade: someTrade(1) });
    if (actors.some((actor) => actor.getSnapshot().context.count !== 1)) throw new Error("a machine did not count");
    return Promise.resolve();
  });
}

await report({
  local: {
    "xstate machine": {
      tell: tells((message) => whole.send(message)),
      ask: noAsk,
      ask64: noAsk,
      crash: restartByHand,
      hundred,
    },
    "xstate fromTransition": { tell: tells((message) => bare.send(message)) },
  },
});
