/** The worker behind the raw port. */
import { workerData } from "node:worker_threads";
import { type Posted, receiver } from "./raw_talk.ts";

const { port } = workerData as { port: MessagePort };
const hear = receiver((answer) => port.postMessage(answer));

port.onmessage = ({ data }: MessageEvent<Posted>) => hear(data);
