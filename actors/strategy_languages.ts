/** The language services of users: one process each, started when it is first asked something. */
import type { Problem } from "../domain/strategy_verdict.ts";
import { tooHard } from "../workshop/all_problems.ts";
import { libraryTexts } from "../workshop/library_texts.ts";
import { type ActorRef, AskError, type ChildSpec } from "./runtime/mod.ts";
import { strategyLanguageProtocol } from "./strategy_language_protocol.ts";
import { PATHS } from "./tree.ts";

/** Whoever can start, stop and find actors: a system, or an actor. */
export interface Starter {
  start(parent: string, child: ChildSpec<typeof strategyLanguageProtocol>): Promise<unknown>;
  stop(path: string): Promise<void>;
  whereis(path: string, protocol: typeof strategyLanguageProtocol): LanguageRef;
}

/** A user's language service. */
export type LanguageRef = Pick<ActorRef<typeof strategyLanguageProtocol>, "ask">;

/** There is no room for another process, or it cannot be started. */
export class LanguageUnavailable extends Error {
  override readonly name = "LanguageUnavailable";
  constructor(userId: string, cause: unknown) {
    super(`Cannot start the language service of user ${userId}`, { cause });
  }
}

/** How long the compiler may take over a source, unless somebody says otherwise: somebody waits for it at a page. */
const PATIENCE_S = 12;
/** The same where nobody waits, and what is found is kept: a busy machine must not be held against a source. */
export const LONG_PATIENCE_S = 40;
/** A process that is silent for so long is ended, whoever waits for it. */
const HEARTBEAT = { every: "500ms", misses: 90 } as const;

type Ask<T> = (language: LanguageRef, options: { readonly timeout: `${number}s` }) => Promise<T>;

/**
 * Asks a user's language service. It is started where it does not run, and once more where it fell before it answered; one
 * that does not answer in time is ended.
 * @throws {AskError} when there is no answer. @throws {LanguageUnavailable}.
 */
export async function askLanguage<T>(
  starter: Starter,
  userId: string,
  ask: Ask<T>,
  patienceS: number = PATIENCE_S,
): Promise<T> {
  const path = `${PATHS.languages}/${userId}`;
  const asking = async () => {
    try {
      return await ask(starter.whereis(path, strategyLanguageProtocol), { timeout: `${patienceS}s` });
    } catch (error) {
      if (error instanceof AskError && error.code === "timeout") await starter.stop(path);
      throw error;
    }
  };
  try {
    return await asking();
  } catch (error) {
    if (!(error instanceof AskError && (error.code === "noproc" || error.code === "crash"))) throw error;
    await startOnce(starter, userId);
    return await asking();
  }
}

/** What the compiler says of a source; one that it cannot cope with is told as such. @throws {LanguageUnavailable} */
export async function checkSource(
  starter: Starter,
  userId: string,
  source: string,
  patienceS: number = PATIENCE_S,
): Promise<readonly Problem[]> {
  try {
    return await askLanguage(
      starter,
      userId,
      (language, options) => language.ask("Check", { source }, options),
      patienceS,
    );
  } catch (error) {
    if (!(error instanceof AskError && (error.code === "timeout" || error.code === "crash"))) throw error;
    return [tooHard(patienceS)];
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
    if (error instanceof Error && /already a child/.test(error.message)) return; // somebody else was quicker
    throw new LanguageUnavailable(userId, error);
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
    shutdown: "brutal",
    heartbeat: HEARTBEAT,
    args: { libraries },
  };
}
