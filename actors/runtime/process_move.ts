/** An upgrade across processes: the new code starts beside the old, takes its state, and only then its place. */
import { StartError } from "./errors.ts";
import type { Snapshot } from "./journal.ts";
import type { RemoteLink, Tenant } from "./remote_link.ts";
import type { RemotePort } from "./remote_port.ts";
import type { ExitReason } from "./types.ts";

/** Where the actor lives now. */
interface From {
  readonly link: RemoteLink;
  readonly actor: number;
}

/** The host that shall take over. */
interface To {
  readonly link: RemoteLink;
  readonly module: string;
  /** Rejects when the host does not start. */
  readonly ready: Promise<void>;
}

/**
 * Starts the actor in the new host with the state of the old one, while its messages wait.
 *
 * @returns its number there.
 * @throws when it does not start, or the old host ends meanwhile (`stillThere`); the old one goes on then.
 */
export async function move(port: RemotePort, from: From, to: To, stillThere: () => boolean): Promise<number> {
  // Whoever fails first, the other failure is told by the same error.
  to.ready.catch(() => {});
  await port.holdBack();
  try {
    const state = await from.link.call((call) => ["handOut", from.actor, call]) as Snapshot | null | undefined;
    await to.ready;
    const landing = new Landing(port.path);
    const number = to.link.adopt(landing);
    to.link.start(number, port.life, port.startOrder(to.module, state ?? undefined));
    await landing.running;
    if (!stillThere()) throw new Error(`${port.path} ended during the upgrade`);
    to.link.handOver(number, port);
    return number;
  } catch (error) {
    await to.link.die({ kind: "shutdown" });
    from.link.send(["resume", from.actor]);
    port.goOn(from.link, from.actor);
    throw error;
  }
}

/** An actor that starts in a new host while the old one still holds its place. */
class Landing implements Tenant {
  readonly #running = Promise.withResolvers<void>();

  constructor(readonly path: string) {
    this.running.catch(() => {});
  }

  get running(): Promise<void> {
    return this.#running.promise;
  }

  started(): void {
    this.#running.resolve();
  }

  exited(_life: number, reason: ExitReason): void {
    this.#running.reject(new StartError(this.path, reason));
  }

  hostDied(reason: ExitReason): number {
    this.#running.reject(new StartError(this.path, reason));
    return 0;
  }

  done(): void {}
  settled(): void {}
  setAside(): void {}
  bringBack(): void {}
  traced(): void {}
  unsendable(): void {}
}
