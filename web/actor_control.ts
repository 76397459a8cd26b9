/** Restarts and stops actors by hand, as far as the house allows it. */
import type { System } from "../actors/runtime/mod.ts";
import { type ActorAction, carriesPage, type Refusal, refusalOf, restartGroup } from "./actor_actions.ts";
import { HttpError } from "./fresh/error.ts";
import type { LiveParts } from "./live_house.ts";

const WHY: Readonly<Record<Refusal, string>> = {
  root: "it is the root",
  owned: "it belongs to the actor that started it",
  page: "it carries this page",
  forgotten: "its supervisor would forget it, so that it could not be started again",
  stopped: "it is stopped already",
};

/**
 * Restarts (with the siblings that rely on it) or stops what is at `path`. Returns when it is done, but for what the page
 * hangs on: that ends only after the answers which are being given, so it is begun and its failure is logged.
 *
 * @throws {HttpError} 404 when there is no such actor, 409 when it may not be done or fails.
 */
export async function actOnActor(
  { system, watch, log }: Pick<LiveParts, "system" | "watch" | "log">,
  path: string,
  action: ActorAction,
): Promise<void> {
  const { rows } = await watch.report(system());
  const row = rows.find((each) => each.path === path);
  if (row === undefined) throw new HttpError(404, `There is no actor at "${path}"`);
  const refusal = refusalOf(rows, row, action);
  if (refusal !== null) throw new HttpError(409, `Cannot ${action} ${path}: ${WHY[refusal]}`);
  log.info(`${action} by hand`, { actor: path });
  const done = action === "stop" ? system().stop(path) : restartAll(system(), restartGroup(rows, row));
  if (!carriesPage(path)) return await done.catch((error: unknown) => refuse(action, path, error));
  done.catch((error: unknown) => log.error(`Cannot ${action} by hand`, { actor: path, error: String(error) }));
}

/** One after the other, so that each begins anew behind those it relies on; if one fails, its supervisor goes on. */
async function restartAll(system: System, group: readonly { readonly path: string }[]): Promise<void> {
  for (const { path } of group) await system.restart(path);
}

function refuse(action: ActorAction, path: string, error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new HttpError(409, `Cannot ${action} ${path}: ${why}`, { cause: error });
}
