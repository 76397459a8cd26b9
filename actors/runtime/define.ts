/** The words with which actors, topics and supervisors are declared; each is plain data. */
import { z } from "zod";
import type { ActorDef, ExitReason, Protocol, SupervisorSpec, Topic } from "./types.ts";

/** Declares an actor. Write it as the default export of its module. */
export function defineActor<P extends Protocol, A extends z.ZodType, S, E = never>(
  definition: ActorDef<P, A, S, E>,
): ActorDef<P, A, S, E> {
  return definition;
}

/** Declares a supervisor: as the root of a tree, or as the default export of a module that a child spec names. */
export function supervisor(spec: SupervisorSpec): SupervisorSpec {
  return spec;
}

/** Declares a topic. `topic("trades", trade).key("BTC/USDT")` is one key of it. */
export function topic<T>(name: string, schema: z.ZodType<T>): Topic<T> {
  return new NamedTopic(name, undefined, schema);
}

class NamedTopic<T> implements Topic<T> {
  constructor(readonly name: string, readonly keyName: string | undefined, readonly schema: z.ZodType<T>) {}

  key(key: string): Topic<T> {
    return new NamedTopic(this.name, key, this.schema);
  }
}

const exitKind = z.enum(["normal", "shutdown", "crash", "killed", "hung", "oom", "noproc"]);

/** An error as it travels. */
export const errorSchema: z.ZodType<NonNullable<ExitReason["error"]>> = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  stack: z.string().optional(),
  get cause() {
    return errorSchema.optional();
  },
});

/** Schema of {@linkcode Down}, for the kind that `ctx.watch` names: `ChildEnded: { in: downSchema }`. */
export const downSchema = z.object({
  path: z.string(),
  reason: z.object({ kind: exitKind, error: errorSchema.optional() }),
});
