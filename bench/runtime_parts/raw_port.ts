/** Bare `postMessage` over a MessagePort to a worker: what the machine could do without a runtime. */
import { Worker } from "node:worker_threads";
import { type Sender, sender } from "./raw_sender.ts";
import type { Heard } from "./raw_talk.ts";

/** A worker and its sender. */
export type RawPort = AsyncDisposable & Pick<Sender, "contests">;

/** Starts the worker; it has answered once. */
export async function openRawPort(): Promise<RawPort> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./raw_worker.ts", import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2 as unknown as import("node:worker_threads").MessagePort],
  });
  const { contests, heard } = sender((message) => port1.postMessage(message), 500);
  port1.onmessage = ({ data }: MessageEvent<Heard>) => heard(data);
  await contests.trip.work(0, 1);
  return {
    contests,
    async [Symbol.asyncDispose]() {
      port1.close();
      await worker.terminate();
    },
  };
}
