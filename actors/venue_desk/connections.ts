/**
 * The connections of the venue desk: one actor a venue, below a dynamic supervisor. Each is started on the first need and
 * ended a while after the last.
 */
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { type Venue, venueId } from "../../domain/venue.ts";
import { CATALOG } from "../../exchanges/ccxt/catalog.ts";
import { exchangeConnectionProtocol, exchangeQuestionsProtocol } from "../exchange_connection_protocol.ts";
import { exchangePlace } from "../exchange_place.ts";
import type { ActorContext, ActorRef, ChildSpec } from "../runtime/mod.ts";

const protocol = { ...exchangeConnectionProtocol, ...exchangeQuestionsProtocol } as const;
/** A connection of a venue. */
export type Connection = ActorRef<typeof protocol>;

/** How a connection is started. */
export type ConnectionChild = (venue: Venue, demoPath: string | null) => Omit<ChildSpec, "id">;

/** Where connections stand, and how many there may be. */
export interface ConnectionsOptions {
  readonly connectionsPath: string;
  /** The actor of the exchange inside; null = none runs. */
  readonly demoPath: string | null;
  readonly childOf: ConnectionChild;
  readonly most: number;
}

interface Link {
  readonly venue: Venue;
  readonly ref: Connection;
  /** When it was needed last, UTC ms. */
  usedMs: number;
  /** Settles when it is up; null = it must be started. */
  starting: Promise<Connection> | null;
}

/** All connections of the desk. */
export class Connections {
  readonly #links = new Map<string, Link>();
  /** Those that are ending: another of their name waits for it. */
  readonly #endings = new Map<string, Promise<void>>();

  constructor(
    private readonly ctx: Pick<ActorContext, "startChild" | "stopChild" | "whereis" | "clock" | "log">,
    private readonly options: ConnectionsOptions,
  ) {}

  /**
   * The connection of a venue, once it is up.
   * @throws {ExchangeRefused} when there is no such venue, or there are too many; and what the start throws.
   */
  open(venue: Venue): Promise<Connection> {
    const id = venueId(venue);
    let link = this.#links.get(id);
    if (!link) {
      const refused = this.#whyNot(venue);
      if (refused !== null) return Promise.reject(new ExchangeRefused(refused));
      const ref = this.refOf(venue);
      this.#links.set(id, link = { venue, ref, usedMs: 0, starting: null });
    }
    link.usedMs = this.ctx.clock.now();
    return link.starting ??= this.#start(id, link);
  }

  /** The address of a connection, whether it is up or not. */
  refOf(venue: Venue): Connection {
    return this.refAt(`${this.options.connectionsPath}/${venueId(venue)}`);
  }

  /** The same by its path. */
  refAt(path: string): Connection {
    return this.ctx.whereis(path, protocol);
  }

  /** A connection has ended, or does not answer: it is started (or found to be up) again when it is needed next. */
  doubt(venue: Venue): void {
    const link = this.#links.get(venueId(venue));
    if (link) link.starting = null;
  }

  /** Ends those that are not in use and were needed last before `beforeMs` (UTC). */
  endUnused(inUse: ReadonlySet<string>, beforeMs: number): void {
    for (const [id, link] of this.#links) {
      if (inUse.has(id)) link.usedMs = this.ctx.clock.now();
      else if (link.usedMs < beforeMs) this.#end(id, link);
    }
  }

  async #start(id: string, link: Link): Promise<Connection> {
    await this.#endings.get(id);
    try {
      const child = this.options.childOf(link.venue, this.options.demoPath);
      await this.ctx.startChild(this.options.connectionsPath, { id, ...child });
    } catch (error) {
      if (!(error instanceof Error && error.message.includes("already a child"))) {
        this.#links.delete(id);
        throw error;
      }
    }
    return link.ref;
  }

  #end(id: string, link: Link): void {
    this.#links.delete(id);
    const ending = this.ctx.stopChild(link.ref.path)
      .catch((error: unknown) => this.ctx.log.warn("A connection did not end in order", { id, why: String(error) }))
      .finally(() => {
        if (this.#endings.get(id) === ending) this.#endings.delete(id);
      });
    this.#endings.set(id, ending);
  }

  #whyNot(venue: Venue): string | null {
    const { demoPath, most } = this.options;
    if (this.#links.size >= most) return `${nameOf(venue)}: ${most} exchanges are listened to already, no more at once`;
    if (venue.exchange === "demo") return demoPath === null ? "Demo exchange: none runs here" : null;
    const isKnown = CATALOG.some(({ id, environments }) =>
      id === venue.exchange && environments.includes(venue.environment)
    );
    return isKnown ? null : `${nameOf(venue)}: there is no such exchange in its ${venue.environment} environment`;
  }
}

/** The name of an exchange, as people know it. */
export function nameOf({ exchange }: Pick<Venue, "exchange">): string {
  if (exchange === "demo") return "Demo exchange";
  return CATALOG.find(({ id }) => id === exchange)?.name ?? exchange;
}

/** In a worker of its exchange's own, which it shares with that exchange's brokers: they share its rate limit. */
export const connectionChild: ConnectionChild = (venue, demoPath) => ({
  module: import.meta.resolve("../exchange_connection.actor.ts"),
  ...exchangePlace(venue.exchange),
  args: { ...venue, tellsAs: venueId(venue), ...(venue.exchange === "demo" ? { addressPath: demoPath } : {}) },
});
