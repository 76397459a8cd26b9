/**
 * Watches that reach from one node to another, over a link that loses messages without a word.
 *
 * The watcher renews each watch once a second and hears each time that it stands. What ended is told again until the watcher
 * has let go; a node that is silent for some seconds, or that began anew, counts as ended.
 */
import type { Down, ExitReason, TimerClock } from "./types.ts";

/** One watch, by the life of the node that holds it. */
export interface WatchId {
  readonly watcher: string;
  readonly id: number;
}

/** What nodes say about watches; `by` is the life of the node that is watched. */
export type WatchFrame =
  | WatchId & { readonly is: "watch"; readonly to: string }
  | WatchId & { readonly is: "unwatch" }
  | WatchId & { readonly is: "watched"; readonly by: string }
  | WatchId & { readonly is: "down"; readonly reason: ExitReason };

/** How it says it. */
export type Say = (node: string, frame: WatchFrame) => void;

const renewEveryMs = 1_000;
const patienceMs = 4_000;
/** Longer than any watcher waits: it has given up by itself by then. */
const forgottenAfterMs = 10_000;

interface Held {
  readonly address: string;
  readonly node: string;
  readonly to: string;
  readonly ended: (down: Down) => void;
  heardMs: number;
  by?: string;
}

interface Served {
  readonly node: string;
  cancel: () => void;
  renewedMs: number;
  reason?: ExitReason;
}

/** The watches of this node on others, and those of others on it. */
export class ClusterWatches {
  readonly #held = new Map<number, Held>();
  readonly #served = new Map<string, Served>();
  #last = 0;
  #cancel: (() => void) | undefined;

  /** `self` is this life of the node; `watch` watches here. */
  constructor(
    private readonly self: string,
    private readonly clock: TimerClock,
    private readonly say: Say,
    private readonly watch: (path: string, ended: (down: Down) => void) => () => void,
  ) {}

  /** Watches `to` on another node; `ended` hears once. Returns the canceller. */
  hold(address: string, node: string, to: string, ended: (down: Down) => void): () => void {
    const id = ++this.#last;
    this.#held.set(id, { address, node, to, ended, heardMs: this.clock.elapsed() });
    this.#ask(id, node, to);
    this.#tick();
    return () => {
      if (this.#held.delete(id)) this.say(node, { is: "unwatch", watcher: this.self, id });
    };
  }

  received(from: string, frame: WatchFrame): void {
    switch (frame.is) {
      case "watch":
        return this.#serve(from, frame);
      case "unwatch":
        return this.#release(keyOf(frame));
      case "watched":
        return this.#stands(frame);
      case "down":
        if (frame.watcher === this.self) this.#end(frame.id, frame.reason);
        // Also when it is not known any more: it is told again until then.
        return this.say(from, { is: "unwatch", watcher: frame.watcher, id: frame.id });
    }
  }

  close(): void {
    this.#cancel?.();
    for (const { cancel } of this.#served.values()) cancel();
    this.#served.clear();
    this.#held.clear();
  }

  #ask(id: number, node: string, to: string): void {
    this.say(node, { is: "watch", watcher: this.self, id, to });
  }

  #stands({ watcher, id, by }: Extract<WatchFrame, { is: "watched" }>): void {
    const held = watcher === this.self ? this.#held.get(id) : undefined;
    if (held === undefined) return;
    held.heardMs = this.clock.elapsed();
    held.by ??= by;
    if (held.by !== by) this.#end(id, lost(held.node, "began anew"));
  }

  #end(id: number, reason: ExitReason): void {
    const held = this.#held.get(id);
    this.#held.delete(id);
    held?.ended({ path: held.address, reason });
  }

  #serve(node: string, frame: Extract<WatchFrame, { is: "watch" }>): void {
    const known = this.#served.get(keyOf(frame));
    const served = known ?? this.#begin(node, frame);
    served.renewedMs = this.clock.elapsed();
    const { watcher, id } = frame;
    if (served.reason === undefined) this.say(node, { is: "watched", watcher, id, by: this.self });
    else if (known !== undefined) this.say(node, { is: "down", watcher, id, reason: served.reason });
  }

  #begin(node: string, { watcher, id, to }: Extract<WatchFrame, { is: "watch" }>): Served {
    const served: Served = { node, cancel: () => {}, renewedMs: 0 };
    this.#served.set(keyOf({ watcher, id }), served);
    served.cancel = this.watch(to, ({ reason }) => {
      served.reason = reason;
      this.say(node, { is: "down", watcher, id, reason });
    });
    this.#tick();
    return served;
  }

  #release(key: string): void {
    this.#served.get(key)?.cancel();
    this.#served.delete(key);
  }

  /** Works on as long as there is something to do. */
  #tick(): void {
    this.#cancel ??= this.clock.timer(renewEveryMs, () => {
      this.#cancel = undefined;
      this.#renew();
      if (this.#held.size + this.#served.size > 0) this.#tick();
    });
  }

  #renew(): void {
    const nowMs = this.clock.elapsed();
    for (const [id, { node, to, heardMs }] of this.#held) {
      if (nowMs - heardMs > patienceMs) this.#end(id, lost(node, "does not answer"));
      else this.#ask(id, node, to);
    }
    for (const [key, { renewedMs }] of this.#served) if (nowMs - renewedMs > forgottenAfterMs) this.#release(key);
  }
}

function keyOf({ watcher, id }: WatchId): string {
  return `${watcher} ${id}`;
}

function lost(node: string, why: string): ExitReason {
  return { kind: "noproc", error: { name: "NodeLost", message: `Node ${node} ${why}` } };
}
