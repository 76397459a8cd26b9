/** From a module's address to what it declares. */
import type { ActorDef, SupervisorSpec } from "./types.ts";

/** What a module can export as its default. */
export type Loaded =
  | { readonly is: "actor"; readonly definition: ActorDef }
  | { readonly is: "supervisor"; readonly spec: SupervisorSpec };

const loaded = new Map<string, Loaded>();
/** Imports under way: a hundred actors of one module that start together share one, or each would walk its whole graph. */
const underWay = new Map<string, Promise<Loaded>>();
let inlineModules = 0;

/**
 * Imports the module (once) and reads its default export.
 *
 * @throws {TypeError} when that is neither an actor nor a supervisor.
 */
export async function load(module: string): Promise<Loaded> {
  const known = loaded.get(module);
  if (known !== undefined) return known;
  const loading = underWay.get(module) ?? importModule(module);
  underWay.set(module, loading);
  try {
    return await loading;
  } finally {
    underWay.delete(module);
  }
}

async function importModule(module: string): Promise<Loaded> {
  const { default: declared } = await import(module) as { default?: unknown };
  const read = readDeclaration(declared, module);
  loaded.set(module, read);
  return read;
}

/** What {@linkcode load} found before, at once. */
export function alreadyLoaded(module: string): Loaded | undefined {
  return loaded.get(module);
}

/** Gives a declaration that has no module of its own (a test's) an address that {@linkcode load} knows. */
export function inlineModule(declared: unknown): string {
  const module = `inline:${++inlineModules}`;
  loaded.set(module, readDeclaration(declared, module));
  return module;
}

/** The actor of a module. @throws {TypeError} when it is none. */
export function actorOf(loaded: Loaded, module: string): ActorDef {
  if (loaded.is === "actor") return loaded.definition;
  throw new TypeError(`${module} declares a supervisor, which has no place but the main isolate`);
}

/** @throws {TypeError} when `declared` is neither an actor nor a supervisor. */
export function readDeclaration(declared: unknown, module: string): Loaded {
  if (isActor(declared)) return { is: "actor", definition: declared };
  if (isSupervisor(declared)) return { is: "supervisor", spec: declared };
  throw new TypeError(`The default export of ${module} is neither defineActor(…) nor supervisor(…)`);
}

function isActor(value: unknown): value is ActorDef {
  return typeof value === "object" && value !== null && "protocol" in value && "init" in value && "on" in value;
}

function isSupervisor(value: unknown): value is SupervisorSpec {
  return typeof value === "object" && value !== null && "strategy" in value;
}
