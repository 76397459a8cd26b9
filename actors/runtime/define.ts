/** The words with which actors, topics and supervisors are declared; each is plain data. */
import { z } from "zod";
import { clusterMark } from "./nodes.ts";
import { keyMark } from "./partitions.ts";
import type { ActorDef, ChildSpec, Down, ErrorEnvelope, Protocol, Schema, SupervisorSpec, Topic } from "./types.ts";

/** Declares an actor. Write it as the default export of its module. */
export function defineActor<P extends Protocol, A extends Schema, S, E = never>(
  definition: ActorDef<P, A, S, E>,
): ActorDef<P, A, S, E> {
  return definition;
}

/** Declares a supervisor: as the root of a tree, or as the default export of a module that a child spec names. */
export function supervisor(spec: SupervisorSpec): SupervisorSpec {
  return spec;
}

/** One of the equal children of a {@linkcode partition}; its id is its number. */
export type PartitionTemplate = Omit<ChildSpec, "id">;

/**
 * Declares a supervisor of `count` equal children, numbered from 0: each handles its share of the keys, and a restart of one
 * leaves the others alone. The template may be made for each number, to place the partitions apart or to hand them other
 * args. A key's partition is found by {@linkcode partitionPath}.
 *
 * @throws {RangeError} when `count` is no whole number above 0.
 */
export function partition(
  count: number,
  template: PartitionTemplate | ((number: number) => PartitionTemplate),
  options: Omit<SupervisorSpec, "strategy" | "children" | "maxChildren"> = {},
): SupervisorSpec {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`The count of partitions must be a whole number above 0, not ${count}`);
  }
  const children = Array.from({ length: count }, (_, number) => ({
    ...(typeof template === "function" ? template(number) : template),
    id: String(number),
  }));
  return { ...options, strategy: "partition", children };
}

/**
 * The address of whoever handles `key` below the partition supervisor at `path`, for `whereis`:
 * `ctx.whereis(partitionPath("/root/aggregators", "BTC/USDT"), protocol)`. Equal keys go to the same partition, always.
 */
export function partitionPath(path: string, key: string): string {
  return `${path}/${keyMark}${encodeURIComponent(key)}`;
}

/**
 * Declares a topic. `topic("trades", trade).key("BTC/USDT")` is one key of it. With `cluster` its values reach the other
 * nodes too, as plain JSON.
 */
export function topic<T>(
  name: string,
  schema: Schema<T>,
  { cluster = false }: { readonly cluster?: boolean } = {},
): Topic<T> {
  return new NamedTopic(cluster ? `${clusterMark}${name}` : name, undefined, schema);
}

class NamedTopic<T> implements Topic<T> {
  constructor(readonly name: string, readonly keyName: string | undefined, readonly schema: Schema<T>) {}

  key(key: string): Topic<T> {
    return new NamedTopic(this.name, key, this.schema);
  }
}

/** The ways to end, as zod knows them. */
export const exitKind = z.enum(["normal", "shutdown", "crash", "killed", "hung", "oom", "noproc"]);

/** The same as zod knows it, for schemas of the runtime itself. */
export const envelopeSchema: z.ZodType<ErrorEnvelope> = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  stack: z.string().optional(),
  get cause() {
    return envelopeSchema.optional();
  },
});

/** Schema of {@linkcode ErrorEnvelope}. */
export const errorSchema: Schema<ErrorEnvelope> = envelopeSchema;

/** Schema of {@linkcode Down}, for the kind that `ctx.watch` names: `ChildEnded: { in: downSchema }`. */
export const downSchema: Schema<Down> = z.object({
  path: z.string(),
  reason: z.object({ kind: exitKind, error: envelopeSchema.optional() }),
});
