/** How an address names another node, and a topic all of them: pure data in, pure data out. */

/** Begins the address of an actor on another node, and the name of a topic that all nodes hear. */
export const clusterMark = "//";

/** `//b/root/store` as its node and the path there; `undefined` for an address of this node. */
export function readAbroad(path: string): { readonly node: string; readonly path: string } | undefined {
  if (!path.startsWith(clusterMark)) return undefined;
  const slash = path.indexOf("/", clusterMark.length);
  if (slash <= clusterMark.length) return undefined;
  return { node: path.slice(clusterMark.length, slash), path: path.slice(slash) };
}

/** True for the name of a topic that all nodes hear. */
export function isClustered(topic: string): boolean {
  return topic.startsWith(clusterMark);
}
