/** What a persisted actor stores, and how it comes back. */
import type { ActorDef, PersistSpec, SnapshotStore } from "./types.ts";

/** A persist spec with its types erased: the journal works with unknown states and events. */
export type AnyPersist = PersistSpec<unknown, unknown>;

/** A state with the version of the code that made it. */
export interface Snapshot {
  readonly version: number;
  readonly state: unknown;
}

const defaultEventsPerSnapshot = 100;

/** The persist spec of a definition, erased. */
export function persistOf(definition: ActorDef): AnyPersist | undefined {
  return definition.persist as AnyPersist | undefined;
}

/**
 * Writes the states and events of the actor at one path, one write after another. Snapshots that are overtaken by newer
 * ones before they were written are skipped.
 */
export class Journal {
  #tail: Promise<void> = Promise.resolve();
  #next: Snapshot | undefined;
  #sinceSnapshot = 0;

  /** `failed` hears of writes that the store refused. */
  constructor(
    private readonly id: string,
    private readonly store: SnapshotStore,
    private readonly failed: (error: unknown) => void,
  ) {}

  /**
   * The stored state in the present version, `undefined` when nothing is stored.
   *
   * @throws when it does not fit the schema, or is older and there is no `migrate`.
   */
  async recover(spec: AnyPersist): Promise<unknown> {
    await this.flush();
    const stored = await this.store.load(this.id);
    if (stored === undefined) return undefined;
    let state = readState(spec, stored, this.id);
    for (const event of stored.events) state = fold(spec, state, event);
    return state;
  }

  /** Stores the first state of an event-sourced actor, on which its events build. */
  begin(spec: AnyPersist, state: unknown): void {
    if (spec.apply !== undefined) this.snapshot(spec, state);
  }

  /** Stores events and returns the state after them. */
  async append(spec: AnyPersist, state: unknown, events: readonly unknown[]): Promise<unknown> {
    const checked = spec.event === undefined ? events : events.map((event) => spec.event?.parse(event));
    await this.#write(() => this.store.append(this.id, checked));
    let next = state;
    for (const event of checked) next = fold(spec, next, event);
    this.#sinceSnapshot += events.length;
    if (this.#sinceSnapshot >= (spec.snapshotEvery ?? defaultEventsPerSnapshot)) this.snapshot(spec, next);
    return next;
  }

  /** Called after each message of an actor that stores snapshots. */
  handled(spec: AnyPersist, state: unknown): void {
    if (spec.apply === undefined && ++this.#sinceSnapshot >= (spec.snapshotEvery ?? 1)) this.snapshot(spec, state);
  }

  /** Called at an ordered end. */
  async end(spec: AnyPersist, state: unknown): Promise<void> {
    if (this.#sinceSnapshot > 0) this.snapshot(spec, state);
    await this.flush();
  }

  /** Resolves when everything was written. */
  flush(): Promise<void> {
    return this.#tail;
  }

  /** Stores a copy of the state in place of everything before. */
  snapshot(spec: AnyPersist, state: unknown): void {
    this.#sinceSnapshot = 0;
    const waiting = this.#next !== undefined;
    this.#next = { version: spec.version, state: structuredClone(state) };
    if (!waiting) this.#write(() => this.#saveNewest()).catch((error: unknown) => this.failed(error));
  }

  #saveNewest(): Promise<void> {
    const newest = this.#next;
    this.#next = undefined;
    return newest === undefined ? Promise.resolve() : this.store.save(this.id, newest.version, newest.state);
  }

  #write(write: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(write);
    this.#tail = done.then(() => {}, () => {});
    return done;
  }
}

/** A stored state in the version of `spec`. */
export function readState(spec: AnyPersist, { version, state }: Snapshot, id: string): unknown {
  if (version === spec.version) return spec.state.parse(state);
  if (spec.migrate === undefined) {
    throw new Error(`State of ${id} has version ${version}, expected ${spec.version}, and there is no migrate`);
  }
  return spec.state.parse(spec.migrate(version, state));
}

function fold(spec: AnyPersist, state: unknown, event: unknown): unknown {
  if (spec.apply === undefined) throw new Error("An actor that stores events needs persist.apply");
  return spec.apply(state, event);
}

/** The default store: it lasts as long as the process. */
export class MemoryStore implements SnapshotStore {
  readonly #kept = new Map<string, { version: number; state: unknown; events: unknown[] }>();

  load(id: string): Promise<{ version: number; state: unknown; events: unknown[] } | undefined> {
    return Promise.resolve(structuredClone(this.#kept.get(id)));
  }

  append(id: string, events: readonly unknown[]): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept === undefined) return Promise.reject(new Error(`Cannot add events to ${id}: it has no first state`));
    kept.events.push(...structuredClone(events));
    return Promise.resolve();
  }

  save(id: string, version: number, state: unknown): Promise<void> {
    this.#kept.set(id, { version, state: structuredClone(state), events: [] });
    return Promise.resolve();
  }
}
