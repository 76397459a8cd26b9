/** A user's connections to AI assistants, and their answers: rows, sealed keys, and one answer at a time. */
import { answerTo, modelsOf, tryConnection } from "../assistant/answer.ts";
import { AssistantFailure, type Connection, type ServiceAddress } from "../assistant/service.ts";
import {
  activeAssistant,
  type Assistant,
  assistantsOf,
  removeAssistant,
  saveAssistant,
  SEALED_ASSISTANT_KEY,
} from "../db/assistants.ts";
import type { Db } from "../db/db.ts";
import { type SecretBox, SecretUnreadable } from "../security/secret_box.ts";
import type { AnswerDesk, Answering } from "./answer_desk.ts";
import type { AssistantEvent, AssistantForm, AssistantServices } from "./assistant_services.ts";
import { HttpError } from "./fresh/error.ts";
import type { Viewer } from "./viewer.ts";

/** What it stands on. */
export interface AssistantParts {
  readonly db: Db;
  /** Seals keys; its purpose is `ASSISTANT_KEYS`. */
  readonly box: SecretBox;
  readonly openRouterUrl: string;
  readonly answers: AnswerDesk;
}

type ServiceForm = Pick<AssistantForm, "kind" | "url" | "key">;

/** The services of one user: also `dev` has his own connections alone, since keys are nobody else's business. */
export function assistantHouse(parts: AssistantParts, { userId }: Pick<Viewer, "userId">): AssistantServices {
  const { db, answers } = parts;
  return {
    connections: async () =>
      (await assistantsOf(db, userId)).map(({ kind, url, model, sealedKey, isOn }) => ({
        kind,
        url,
        model,
        hasKey: sealedKey !== null,
        isOn,
      })),
    save: async (form) => {
      const stored = await storedOf(parts, userId, form);
      const { key } = addressOf(parts, form, stored);
      const id = stored?.id ?? crypto.randomUUID();
      const sealedKey = key === null ? null : parts.box.seal(key, placeOf({ id, userId }));
      await saveAssistant(db, {
        id,
        userId,
        kind: form.kind,
        url: form.url,
        model: form.model,
        sealedKey,
        isOn: form.isOn,
      });
    },
    remove: async (kind) => {
      if (!await removeAssistant(db, userId, kind)) throw new HttpError(404, `You have no connection to ${kind}`);
    },
    test: async (form) => {
      const address = addressOf(parts, form, await storedOf(parts, userId, form));
      return await tryConnection({ ...address, model: form.model }, NEVER);
    },
    models: async (form) => {
      const address = addressOf(parts, form, await storedOf(parts, userId, form));
      try {
        return await modelsOf(address, NEVER);
      } catch (error) {
        if (!(error instanceof AssistantFailure)) throw error;
        throw new HttpError(502, error.message);
      }
    },
    ask: async (question) => {
      const answering = await answers.begin(userId);
      if (answering === null) throw new HttpError(409, "Another answer is under way: stop it first");
      try {
        const connection = connectionOf(parts, await activeAssistant(db, userId));
        return streamOf(answerTo(connection, question, answering.controller.signal), answering);
      } catch (error) {
        answering.over();
        throw error;
      }
    },
  };
}

/** Nothing ends these but their own limits. */
const NEVER = new AbortController().signal;

async function storedOf({ db }: AssistantParts, userId: string, { kind }: ServiceForm): Promise<Assistant | undefined> {
  return (await assistantsOf(db, userId)).find((one) => one.kind === kind);
}

/**
 * Where a form leads. A stored key goes on to where it was meant for, and to no other address.
 * @throws {HttpError} 400 where a key is missing.
 */
function addressOf(
  parts: AssistantParts,
  { kind, url, key }: ServiceForm,
  stored: Assistant | undefined,
): ServiceAddress {
  const kept = stored !== undefined && stored.url === url ? openKey(parts.box, stored) : null;
  const used = key ?? kept;
  if (kind === "openrouter" && used === null) throw new HttpError(400, "OpenRouter needs an API key: enter yours");
  return { kind, url: url ?? parts.openRouterUrl, key: used };
}

/** @throws {HttpError} 409 where none is on. */
function connectionOf({ box, openRouterUrl }: AssistantParts, active: Assistant | undefined): Connection {
  if (active === undefined) throw new HttpError(409, "No assistant is on: switch one on in your account");
  const { kind, url, model } = active;
  return { kind, url: url ?? openRouterUrl, model, key: openKey(box, active) };
}

/** The stored key; null where there is none. @throws {HttpError} 409 where it opens with no secret key of the platform. */
function openKey(box: SecretBox, of: Assistant): string | null {
  if (of.sealedKey === null) return null;
  try {
    return box.open(of.sealedKey, placeOf(of));
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    throw new HttpError(409, "The stored API key cannot be opened any more: enter it again", { cause: error });
  }
}

function placeOf({ id, userId }: Pick<Assistant, "id" | "userId">) {
  return { ...SEALED_ASSISTANT_KEY, rowId: id, userId };
}

/** An answer as a stream that is read piece by piece. Whatever ends it first ends the service's work. */
function streamOf(
  events: AsyncGenerator<AssistantEvent>,
  { controller: answering, over }: Answering,
): ReadableStream<AssistantEvent> {
  let isOver = false;
  const end = () => {
    isOver = true;
    over();
  };
  return new ReadableStream<AssistantEvent>({
    start(stream) {
      answering.signal.addEventListener("abort", () => {
        if (isOver) return;
        end();
        stream.close();
      });
    },
    async pull(stream) {
      const { done, value } = await events.next();
      if (isOver) return;
      if (!done) return stream.enqueue(value);
      end();
      stream.close();
    },
    cancel() {
      end();
      answering.abort();
    },
  }, { highWaterMark: 0 });
}
