/**
 * Supervised actors for Deno: the one public surface of the runtime.
 *
 * An actor is declared with {@linkcode defineActor} as the default export of a module, named by a {@linkcode ChildSpec} and
 * kept alive by a {@linkcode supervisor}; {@linkcode createSystem} runs the tree.
 *
 * @module
 */
export { createSystem } from "./create.ts";
export {
  defineActor,
  downSchema,
  errorSchema,
  partition,
  partitionPath,
  type PartitionTemplate,
  supervisor,
  topic,
} from "./define.ts";
export { parseDuration } from "./duration.ts";
export { AskError, type AskErrorCode, StartError } from "./errors.ts";
export { Later, later } from "./later.ts";
export { type MemoryLink, MemoryNet } from "./memory_link.ts";
export type * from "./types.ts";
