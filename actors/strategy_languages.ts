/** The language services of users: one process each, started when it is first asked something. */
import type { Problem } from "../domain/strategy_verdict.ts";
import { tooHard } from "../workshop/all_problems.ts";
import { libraryTexts } from "../workshop/library_texts.ts";
import { type ActorRef, AskError, type ChildSpec, StartError } from "./runtime/mod.ts";
import { strategyLanguageProtocol } from "./strategy_language_protocol.ts";
import { PATHS } from "./tree.ts";

/** Whoever can start and find actors: a system, or an actor. */
export interface Starter {
  start(parent: string, child: ChildSpec<typeof strategyLanguageProtocol>): Promise<unknown>;
  whereis(path: string, protocol: typeof strategyLanguageProtocol): LanguageRef;
}

/** A user's language service. */
export type LanguageRef = Pick<ActorRef<typeof strategyLanguageProtocol>, "ask">;

/** How long the compiler may take over a source. */
const PATIENCE_S = 8;
/** It is ended, and begun anew for the next question, once it has been silent for longer than that. */
const HEARTBEAT = { every: "500ms", misses: 20 } as const;

/** Asks a user's language service, which is started where it does not run. @throws {AskError} @throws {StartError} */
export async function askLanguage<T>(
  starter: Starter,
  userId: string,
  ask: (language: LanguageRef, options: { readonly timeout: `${number}s` }) => Promise<T>,
): Promise<T> {
  const language = starter.whereis(`${PATHS.languages}/${userId}`, strategyLanguageProtocol);
  const asking = () => ask(language, { timeout: `${PATIENCE_S}s` });
  try {
    return await asking();
  } catch (error) {
    if (!(error instanceof AskError && error.code === "noproc")) throw error;
    await startOnce(starter, userId);
    return await asking();
  }
}

/** What the compiler says of a source; one that it cannot cope with is told as such. @throws {StartError} */
export async function checkSource(starter: Starter, userId: string, source: string): Promise<readonly Problem[]> {
  try {
    return await askLanguage(starter, userId, (language, options) => language.ask("Check", { source }, options));
  } catch (error) {
    const hasGivenUp = error instanceof AskError && (error.code === "timeout" || error.code === "crash");
    if (!hasGivenUp) throw error;
    return [tooHard(PATIENCE_S)];
  }
}

/** Starts that are under way, by system and user: of two who ask at once, the second waits for the first one's. */
const starts = new WeakMap<Starter, Map<string, Promise<unknown>>>();

async function startOnce(starter: Starter, userId: string): Promise<void> {
  const ofSystem = starts.get(starter) ?? new Map<string, Promise<unknown>>();
  starts.set(starter, ofSystem);
  const starting = ofSystem.get(userId) ?? start(starter, userId).finally(() => ofSystem.delete(userId));
  ofSystem.set(userId, starting);
  await starting;
}

async function start(starter: Starter, userId: string): Promise<void> {
  try {
    await starter.start(PATHS.languages, languageChild(userId, await libraryTexts()));
  } catch (error) {
    if (!(error instanceof StartError && /already a child/.test(error.message))) throw error;
  }
}

/** The language service of a user: TypeScript in a process that may do nothing. It is not restarted, but started when needed. */
export function languageChild(
  userId: string,
  libraries: Readonly<Record<string, string>>,
): ChildSpec<typeof strategyLanguageProtocol> {
  return {
    id: userId,
    module: import.meta.resolve("./strategy_language.actor.ts"),
    protocol: strategyLanguageProtocol,
    place: { process: `language-${userId}`, permissions: "none", maxHeap: "256MiB" },
    restart: "temporary",
    heartbeat: HEARTBEAT,
    args: { libraries },
  };
}
