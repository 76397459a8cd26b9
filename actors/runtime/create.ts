/** The way into the runtime. */
import { ProcessKind } from "./process_host.ts";
import { RemoteHosts } from "./remote_hosts.ts";
import { LiveSystem } from "./system.ts";
import { Throttle } from "./throttle.ts";
import type { SupervisorSpec, System, SystemOptions } from "./types.ts";
import { WorkerKind } from "./worker_host.ts";

/**
 * Starts a tree and returns when all its children run.
 *
 * @throws {StartError} that names the first child that did not start; what was started before it is stopped by then. A
 * supervisor with a back-off does not fail but goes on trying.
 */
export async function createSystem(tree: SupervisorSpec, options: SystemOptions = {}): Promise<System> {
  const system = new LiveSystem(tree, options, {
    hosts: (of) => new RemoteHosts(of, { worker: new WorkerKind(), process: processesOf(of) }),
  });
  await system.boot();
  return system;
}

const linesPerSecond = 20;

/** What processes print is logged, but not without bound. */
function processesOf(system: LiveSystem): ProcessKind {
  const throttle = new Throttle(system.clock, linesPerSecond);
  return new ProcessKind((process, line) => {
    if (throttle.allows()) system.log("warn", `process ${process}`, line);
  });
}
