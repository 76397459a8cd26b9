/** What the code in a host may do beyond answering. */
import type { ProcessReach } from "./types.ts";

/** Asked for each thing that a host wants from outside. */
export interface Reach {
  mayTell(path: string): boolean;
  mayPublish(topic: string): boolean;
  mayHear(topic: string): boolean;
  /** Start, stop and watch actors. */
  readonly mayManage: boolean;
}

/** Workers run trusted code. */
export const everything: Reach = {
  mayTell: () => true,
  mayPublish: () => true,
  mayHear: () => true,
  mayManage: true,
};

/** Processes do not: they may do what is listed, and never manage. */
export function listed(reach: ProcessReach = {}): Reach {
  return {
    mayTell: (path) => allows(reach.tell, path),
    mayPublish: (topic) => allows(reach.publish, topic),
    mayHear: (topic) => allows(reach.subscribe, topic),
    mayManage: false,
  };
}

/** Names, or beginnings of names that end in `*`. */
function allows(names: readonly string[] | undefined, name: string): boolean {
  return names?.some((one) => one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name) ?? false;
}
