/** The worker behind the raw port: it counts the arrays that are posted to it, and answers everything else. */
import { workerData } from "node:worker_threads";

const { port } = workerData as { port: MessagePort };
let count = 0;

port.onmessage = ({ data }: MessageEvent<unknown>) => {
  if (Array.isArray(data)) count += data.length;
  else if (typeof data === "object") port.postMessage((data as { gets: unknown[] }).gets.map(() => count));
  else port.postMessage(count);
};
