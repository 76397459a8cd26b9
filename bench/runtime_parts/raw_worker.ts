/** The limit to compare with: a worker that counts what is posted to it, and echoes on demand. */
import { parentPort, workerData } from "node:worker_threads";

const { port } = workerData as { port: MessagePort };
let count = 0;

port.onmessage = ({ data }: MessageEvent<unknown>) => {
  if (data === "count") port.postMessage(count);
  else if (Array.isArray(data)) count += data.length;
  else port.postMessage(data);
};
parentPort?.postMessage("ready");
