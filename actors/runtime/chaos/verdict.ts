/** Whether everybody is where its spec says after the walk. */
import type { System, TreeNode } from "../mod.ts";
import { type Victim, victims } from "./tree.ts";
import { victimProtocol } from "./victim.ts";
import type { Walk } from "./walk.ts";

/** What is wrong with the tree; empty when all is as it should be. */
export async function complaints(system: System, walk: Walk): Promise<string[]> {
  const nodes = new Map(flat(await system.tree()).map((node) => [node.path, node]));
  const found = victims.flatMap((victim) => complaint(victim, nodes, walk) ?? []);
  return found.length > 0 ? found : await silent(system, nodes);
}

function complaint({ path, fate, ...rest }: Victim, nodes: Map<string, TreeNode>, walk: Walk): string | undefined {
  const branch = path.slice(0, path.lastIndexOf("/"));
  const hits = (of: string) => [...walk.hits].filter(([victim]) => victim.path.startsWith(of));
  const node = nodes.get(path);
  const status = node?.status ?? "gone";
  const told = `${path} (${fate}, ${Deno.inspect(rest.place)}) is ${status}`;
  if (fate === "back") return status === "running" ? undefined : told;
  if (fate === "once") {
    if ((node?.restarts ?? 0) > 0) return `${path} was started again`;
    return status === "running" && hits(path).length > 0 ? `${told} in spite of its fault` : undefined;
  }
  const faults = hits(branch).reduce((sum, [, count]) => sum + count, 0);
  const branchStatus = nodes.get(branch)?.status;
  if (faults > 1) return branchStatus === "halted" ? undefined : `${branch} is ${branchStatus} after ${faults} faults`;
  return status === "running" ? undefined : told;
}

/** Those who run must answer. */
async function silent(system: System, nodes: Map<string, TreeNode>): Promise<string[]> {
  const running = victims.filter(({ path }) => nodes.get(path)?.status === "running");
  const answers = await Promise.all(running.map(async ({ path }) => {
    try {
      await system.whereis(path, victimProtocol).ask("Get", undefined, { timeout: "10s" });
      return [];
    } catch (error) {
      return [`${path} does not answer: ${error}`];
    }
  }));
  return answers.flat();
}

function flat(node: TreeNode): TreeNode[] {
  return [node, ...node.children.flatMap(flat)];
}
