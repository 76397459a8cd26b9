/** Bare lines of JSON to a child process and back: what the machine could do without a runtime. */
import type { Contest } from "./measure.ts";
import { someTrade } from "./trade.ts";

/** A process that counts and answers. */
export interface RawPipe extends AsyncDisposable {
  readonly contests: Readonly<Record<"arrays" | "trip" | "sixtyFour", Contest>>;
}

const encoder = new TextEncoder();
const sixtyFourGets = { gets: Array.from({ length: 64 }, () => "get") };

/** Starts the process; it has answered once. */
export async function openRawPipe(): Promise<RawPipe> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", new URL("./raw_pipe_child.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const pipe = child.stdin.getWriter();
  const answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const say = (message: unknown) => pipe.write(encoder.encode(`${JSON.stringify(message)}\n`));
  const ask = async (message: unknown) => {
    await say(message);
    let answer = "";
    while (!answer.endsWith("\n")) answer += (await answers.read()).value ?? "\n";
    return JSON.parse(answer) as unknown;
  };
  await ask("get");
  return {
    contests: {
      arrays: {
        count: 96_000,
        step: 1_920,
        work: async (from, to) => {
          for (let id = from; id < to; id += 128) {
            void say(Array.from({ length: 128 }, (_, n) => someTrade(id + n)));
          }
          await ask("get");
        },
      },
      trip: { count: 1_000, step: 1, work: () => ask("get") },
      sixtyFour: { count: 32_000, step: 64, work: () => ask(sixtyFourGets) },
    },
    async [Symbol.asyncDispose]() {
      await pipe.close();
      await answers.cancel();
      await child.status;
    },
  };
}
