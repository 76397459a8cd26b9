/** This runtime and the limits, side by side in each place. */
import { limits, ours } from "./goals.ts";
import { handWrittenAsks, handWrittenTells } from "./limits.ts";
import { millis, sideBySide } from "./measure.ts";
import { asks, crashed, hundred, hung, killed, openStage, tells } from "./ours.ts";
import { onOneCore } from "./one_core.ts";
import { openRawPipe } from "./raw_pipe.ts";
import { openRawPort } from "./raw_port.ts";
import type { ByPlace, Results } from "./subjects.ts";

/** A round lasts some hundredths of a second. */
const localRounds = 15;
// Those that wake each other first, in a small heap: tells leave much behind that must be cleared away.

/** Few asks a round, so that a moment in which the machine has other things to do is everybody's. */
const wakingRounds = 61;

/** Within one thread. */
export async function benchLocal(): Promise<ByPlace<Results>> {
  await using stage = await openStage("local");
  const mine = asks(stage, 50_000, 256_000);
  const timed = handWrittenAsks(5_000);
  const endless = handWrittenAsks(Infinity);
  const tell = await sideBySide({ ours: tells(stage, 500_000), limit: handWrittenTells() }, localRounds);
  const ask = await sideBySide({ ours: mine.one, endless: endless.one }, localRounds);
  const ask64 = await sideBySide({ ours: mine.sixtyFour, endless: endless.sixtyFour });
  // Apart, since the timers' garbage would be a burden on the others.
  const timers = await sideBySide({ ask: timed.one, ask64: timed.sixtyFour });
  return {
    local: {
      [limits.mailbox]: { tell: tell.limit, ask: ask.endless, ask64: ask64.endless },
      [limits.mailboxTimers]: { ask: timers.ask, ask64: timers.ask64 },
      [ours]: {
        tell: tell.ours,
        ask: ask.ours,
        ask64: ask64.ours,
        crash: await crashed(stage),
        hundred: await hundred("local"),
      },
    },
  };
}

/** To a worker. */
export async function benchWorker(): Promise<ByPlace<Results>> {
  await using stage = await openStage({ worker: "bench" });
  await using raw = await openRawPort();
  const { arrays, single, trip, sixtyFour, arrayOf64 } = raw.contests;
  const mine = asks(stage, 500, 12_800);
  const ask64 = await sideBySide({ ours: mine.sixtyFour, arrays: arrayOf64, single: sixtyFour });
  const ask = await onOneCore(() => sideBySide({ ours: mine.one, single: trip }, wakingRounds));
  const tell = await sideBySide({ ours: tells(stage, 100_000), arrays, single });
  const thread = await started(openRawPort);
  return {
    worker: {
      [limits.portArrays]: { tell: tell.arrays, ask64: ask64.arrays },
      [limits.port]: { tell: tell.single, ask: ask.single, ask64: ask64.single },
      [limits.portTrip]: { crash: 1_000 / ask.single },
      [limits.thread]: { killed: thread, hundred: thread },
      [ours]: {
        tell: tell.ours,
        ask: ask.ours,
        ask64: ask64.ours,
        crash: await crashed(stage),
        killed: await killed(stage),
        hundred: await hundred({ worker: "hundred" }),
      },
    },
  };
}

/** To another process. */
export async function benchProcess(): Promise<ByPlace<Results>> {
  await using stage = await openStage({ process: "bench" });
  await using raw = await openRawPipe();
  const { arrays, trip, arrayOf64 } = raw.contests;
  const mine = asks(stage, 100, 6_400);
  const ask64 = await sideBySide({ ours: mine.sixtyFour, arrays: arrayOf64 });
  const ask = await onOneCore(() => sideBySide({ ours: mine.one, trip }, wakingRounds));
  const tell = await sideBySide({ ours: tells(stage, 100_000), arrays });
  return {
    process: {
      [limits.pipe]: { tell: tell.arrays, ask: ask.trip, ask64: ask64.arrays },
      [limits.pipeTrip]: { crash: 1_000 / ask.trip },
      [limits.spawn]: { killed: await started(openRawPipe) },
      [ours]: {
        tell: tell.ours,
        ask: ask.ours,
        ask64: ask64.ours,
        crash: await crashed(stage),
        killed: await killed(stage),
        hung: await hung({ process: "hung" }),
      },
    },
  };
}

/** Milliseconds until a new one has answered. */
async function started(open: () => Promise<AsyncDisposable>): Promise<number> {
  let last: AsyncDisposable | undefined;
  return await millis(5, async () => {
    last = await open();
  }, async () => await last?.[Symbol.asyncDispose]());
}
