/** The task of piscina's bench: it counts for its thread, and ends it when told. */
import process from "node:process";

let count = 0;

/** What the pool calls. */
export default function task(message: unknown): number {
  if (message === "end") process.exit(1);
  return ++count;
}
