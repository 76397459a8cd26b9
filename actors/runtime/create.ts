/** The way into the runtime. */
import { EmulatedHosts } from "./emulated_hosts.ts";
import { LiveSystem } from "./system.ts";
import type { SupervisorSpec, System, SystemOptions } from "./types.ts";

/**
 * Starts a tree and returns when all its children run.
 *
 * @throws {StartError} that names the first child that did not start; what was started before it is stopped by then. A
 * supervisor with a back-off does not fail but goes on trying.
 */
export async function createSystem(tree: SupervisorSpec, options: SystemOptions = {}): Promise<System> {
  const system = new LiveSystem(tree, options, { hosts: (of) => new EmulatedHosts(of) });
  await system.boot();
  return system;
}
