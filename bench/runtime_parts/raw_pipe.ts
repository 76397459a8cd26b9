/** Bare lines of JSON to a child process and back: what the machine could do without a runtime. */
import { jsonLines, lineWriter } from "./raw_lines.ts";
import { type Sender, sender } from "./raw_sender.ts";
import type { Heard } from "./raw_talk.ts";

/** A process and its sender. */
export type RawPipe = AsyncDisposable & Pick<Sender, "contests">;

/** Starts the process; it has answered once. */
export async function openRawPipe(): Promise<RawPipe> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", new URL("./raw_pipe_child.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { write, close } = lineWriter(child.stdin);
  const { contests, heard } = sender(write, 100);
  const ended = jsonLines(child.stdout, (answer) => heard(answer as Heard));
  await contests.trip.work(0, 1);
  return {
    contests,
    async [Symbol.asyncDispose]() {
      await close();
      await ended;
      await child.status;
    },
  };
}
