/**
 * This node among others: `//node/root/…` is told, asked and watched through the link, and values of cluster topics go both ways.
 *
 * The nodes trust each other as the actors of one tree do; what arrives is checked like everything that enters an isolate,
 * by the receiver's schema, and an answer by the asker's. A message is counted by the node that receives it.
 */
import { z } from "zod";
import { AskTable } from "./cluster_asks.ts";
import { ClusterWatches } from "./cluster_watches.ts";
import { errorSchema, exitKind } from "./define.ts";
import { Envelope } from "./envelope.ts";
import { toEnvelope } from "./errors.ts";
import type { Failure } from "./frames.ts";
import type { Isolate, Level, Target } from "./isolate.ts";
import { LinkReply } from "./link_reply.ts";
import { isClustered, readAbroad } from "./nodes.ts";
import type { ClusterLink, Down, ErrorEnvelope } from "./types.ts";

/** What the cluster needs of its system. */
export interface ClusterHome {
  readonly isolate: Isolate;
  readonly hosts: { publish(name: string, key: string | undefined, value: unknown): void };
  watch(path: string, ended: (down: Down) => void): () => void;
  log(level: Level, path: string, message: string, fields?: Record<string, unknown>): void;
}

const error = z.custom<ErrorEnvelope>((thrown) => errorSchema.safeParse(thrown).success);
const reason = z.object({ kind: exitKind, error: error.optional() });
const failure = z.tuple([z.enum(["noproc", "crash", "overflow", "invalid"]), z.string(), error.nullable()]);

/** What nodes say to each other; `asker` is one life of the asking node, so that nothing late is taken for its next. */
const frame = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("tell"),
    to: z.string().startsWith("/root"),
    kind: z.string(),
    payload: z.unknown().optional(),
  }),
  z.object({
    is: z.literal("ask"),
    to: z.string().startsWith("/root"),
    kind: z.string(),
    payload: z.unknown().optional(),
    asker: z.string(),
    id: z.number(),
  }),
  z.object({ is: z.literal("answer"), asker: z.string(), id: z.number(), value: z.unknown().optional() }),
  z.object({ is: z.literal("fail"), asker: z.string(), id: z.number(), failure }),
  z.object({ is: z.literal("watch"), watcher: z.string(), id: z.number(), to: z.string().startsWith("/root") }),
  z.object({ is: z.literal("unwatch"), watcher: z.string(), id: z.number() }),
  z.object({ is: z.literal("watched"), watcher: z.string(), id: z.number(), by: z.string() }),
  z.object({ is: z.literal("down"), watcher: z.string(), id: z.number(), reason }),
]);

type Frame = z.infer<typeof frame>;

const value = z.object({ key: z.string().optional(), value: z.unknown() });

/** The other nodes, as this system sees them. */
export class Cluster {
  readonly #self = crypto.randomUUID();
  readonly #asks: AskTable;
  readonly #topics = new Map<string, () => void>();
  readonly #stopReceiving: () => void;
  readonly #watches: ClusterWatches;
  #closed = false;

  constructor(private readonly link: ClusterLink, private readonly home: ClusterHome) {
    this.#asks = new AskTable(home.isolate.clock);
    const watch = (path: string, ended: (down: Down) => void) => home.watch(path, ended);
    this.#watches = new ClusterWatches(this.#self, home.isolate.clock, (node, said) => this.#say(node, said), watch);
    this.#stopReceiving = link.receive((from, envelope) => this.#received(from, envelope));
  }

  /** The way to an address that names a node; `undefined` for any other address. */
  target(address: string): Target | undefined {
    const abroad = readAbroad(address);
    if (abroad === undefined) return undefined;
    if (abroad.node === this.link.node) return this.home.isolate.target(abroad.path);
    const closed = () => this.#closed;
    return {
      path: address,
      get gone() {
        return closed();
      },
      deliver: (envelope) => this.#deliver(address, abroad.node, abroad.path, envelope),
    };
  }

  /** Watches an address that names a node, and returns the canceller; `undefined` for any other address. */
  watch(address: string, ended: (down: Down) => void): (() => void) | undefined {
    const abroad = readAbroad(address);
    if (abroad === undefined || this.#closed) return undefined;
    if (abroad.node !== this.link.node) return this.#watches.hold(address, abroad.node, abroad.path, ended);
    return this.home.watch(abroad.path, ({ reason }) => ended({ path: address, reason }));
  }

  /** A value of this node for the others. */
  publish(name: string, key: string | undefined, published: unknown): void {
    if (this.#closed || !isClustered(name)) return;
    try {
      this.link.publish(subjectOf(name), key === undefined ? { value: published } : { key, value: published });
    } catch (thrown) {
      this.home.isolate.tally.sent++;
      this.home.isolate.refuse(`topic ${name}`, new Envelope(name, published), "invalid", String(thrown), thrown);
    }
  }

  /** Somebody here hears the topic now, or nobody does any more. */
  interest(name: string, wanted: boolean): void {
    if (!isClustered(name) || wanted === this.#topics.has(name)) return;
    if (wanted && !this.#closed) {
      this.#topics.set(name, this.link.subscribe(subjectOf(name), (from, said) => this.#heard(name, from, said)));
    } else {
      this.#topics.get(name)?.();
      this.#topics.delete(name);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopReceiving();
    for (const stop of this.#topics.values()) stop();
    this.#topics.clear();
    this.#asks.close();
    this.#watches.close();
  }

  #deliver(address: string, node: string, to: string, envelope: Envelope): void {
    const { kind, payload, reply } = envelope;
    if (this.#closed) return this.#refuse(address, envelope, "noproc", "the system has stopped");
    const id = reply === undefined ? undefined : this.#asks.add(reply);
    try {
      if (id === undefined) this.#say(node, { is: "tell", to, kind, payload });
      else this.#say(node, { is: "ask", to, kind, payload, asker: this.#self, id });
    } catch (thrown) {
      if (id !== undefined) this.#asks.take(id);
      this.#refuse(address, envelope, "invalid", `the message is no plain data: ${String(thrown)}`, thrown);
    }
  }

  #refuse(address: string, envelope: Envelope, why: "noproc" | "invalid", detail: string, cause?: unknown): void {
    this.home.isolate.tally.sent++;
    this.home.isolate.refuse(address, envelope, why, detail, cause);
  }

  #say(node: string, said: Frame): void {
    this.link.send(node, said);
  }

  #received(from: string, envelope: unknown): void {
    const read = frame.safeParse(envelope);
    if (!read.success) return this.#strange(from, read.error);
    const said = read.data;
    switch (said.is) {
      case "tell":
        return this.#take(said.to, new Envelope(said.kind, said.payload, undefined, undefined, true));
      case "ask":
        return this.#take(said.to, new Envelope(said.kind, said.payload, this.#replyTo(from, said), undefined, true));
      case "answer":
        if (said.asker === this.#self) this.#asks.take(said.id)?.answer(said.value, true);
        return;
      case "fail":
        if (said.asker === this.#self) this.#asks.fail(said.id, said.failure);
        return;
      default:
        this.#watches.received(from, said);
    }
  }

  #take(to: string, envelope: Envelope): void {
    this.home.isolate.target(to).deliver(envelope);
  }

  #replyTo(node: string, { asker, id, to }: Extract<Frame, { is: "ask" }>): LinkReply {
    return new LinkReply(id, (answer) => {
      const fail = (...failed: Failure) => this.#say(node, { is: "fail", asker, id, failure: [...failed] });
      if (answer[0] === "fail") return fail(answer[2], answer[3], answer[4]);
      try {
        this.#say(node, { is: "answer", asker, id, value: answer[2] });
      } catch (thrown) {
        fail("invalid", `the answer of ${to} is no plain data: ${String(thrown)}`, toEnvelope(thrown));
      }
    });
  }

  #heard(name: string, from: string, said: unknown): void {
    const read = value.safeParse(said);
    if (!read.success) return this.#strange(from, read.error);
    this.home.isolate.topics.deliver(name, read.data.key, read.data.value, true);
    this.home.hosts.publish(name, read.data.key, read.data.value);
  }

  #strange(from: string, why: Error): void {
    this.home.log("warn", `node ${from}`, "It said something that is not understood", { error: why.message });
  }
}

function subjectOf(topic: string): string {
  return `topic ${topic}`;
}
