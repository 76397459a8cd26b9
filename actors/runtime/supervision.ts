/**
 * What a supervisor does when a child ends by itself: OTP's truth tables as one pure function.
 */
import { isOrderly } from "./errors.ts";
import type { ChildSpec, ExitReason, SupervisorSpec } from "./types.ts";

/** What the decision needs to know of a child. Children are listed in the order of their start. */
export interface ChildView {
  readonly id: string;
  readonly restart: NonNullable<ChildSpec["restart"]>;
  readonly significant: boolean;
  /** False once it ended for good. */
  readonly up: boolean;
}

/** What to do. */
export type Decision =
  /** Stop `others` (in this order), then start `starts` (in this order); the ones in `drops` are not started again. */
  | {
    readonly act: "restart";
    readonly others: readonly string[];
    readonly starts: readonly string[];
    readonly drops: readonly string[];
  }
  /** The child stays ended. */
  | { readonly act: "leave" }
  /** The child was significant: the supervisor stops itself. */
  | { readonly act: "shutdown" };

/** True when a child of this type is started again after this end. */
export function mustRestart(restart: ChildView["restart"], reason: ExitReason): boolean {
  return restart === "permanent" || (restart === "transient" && !isOrderly(reason));
}

/** The decision for the child `ended`, which is one of `children`. */
export function decide(
  spec: Pick<SupervisorSpec, "strategy" | "autoShutdown">,
  children: readonly ChildView[],
  ended: string,
  reason: ExitReason,
): Decision {
  const child = children.find(({ id }) => id === ended);
  if (child === undefined) return { act: "leave" };
  if (mustRestart(child.restart, reason)) return restartGroup(spec.strategy, children, ended);
  return shutsDown(spec.autoShutdown ?? "never", children, child) ? { act: "shutdown" } : { act: "leave" };
}

function restartGroup(strategy: SupervisorSpec["strategy"], children: readonly ChildView[], ended: string): Decision {
  const group = groupOf(strategy, children, ended);
  const others = group.filter(({ id }) => id !== ended);
  return {
    act: "restart",
    others: others.filter(({ up }) => up).map(({ id }) => id).reverse(),
    starts: group.filter(({ id, restart }) => id === ended || restart !== "temporary").map(({ id }) => id),
    drops: others.filter(({ restart }) => restart === "temporary").map(({ id }) => id),
  };
}

function groupOf(
  strategy: SupervisorSpec["strategy"],
  children: readonly ChildView[],
  ended: string,
): readonly ChildView[] {
  if (strategy === "one_for_all") return children;
  if (strategy === "rest_for_one") return children.slice(children.findIndex(({ id }) => id === ended));
  return children.filter(({ id }) => id === ended);
}

function shutsDown(
  auto: NonNullable<SupervisorSpec["autoShutdown"]>,
  children: readonly ChildView[],
  ended: ChildView,
): boolean {
  if (auto === "never" || !ended.significant) return false;
  if (auto === "any_significant") return true;
  return children.every(({ id, significant, up }) => !significant || !up || id === ended.id);
}
