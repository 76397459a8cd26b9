/** An answer from its beginning to its end: streamed, bounded, without the key, and with the source that it proposes. */
import { plain } from "../domain/plain_words.ts";
import type { AssistantEvent, AssistantQuestion } from "./conversation.ts";
import { ANSWER_LIMITS, type Limits, LOOK_LIMITS } from "./limits.ts";
import { ollama } from "./ollama.ts";
import { openRouter } from "./openrouter.ts";
import { messagesOf } from "./prompt.ts";
import { proposalIn } from "./proposal.ts";
import { redacted, Redaction } from "./redaction.ts";
import { AssistantFailure, type Connection, type Protocol, SERVICE_NAMES, type ServiceAddress } from "./service.ts";

const PROTOCOLS: Readonly<Record<Connection["kind"], Protocol>> = { openrouter: openRouter, ollama };
const MODELS_SHOWN = 1_000;
const MODEL_CHARACTERS = 200;

/**
 * Asks a service; the answer's pieces as they come, then the proposal if there is one, and `end`. What goes wrong is told as
 * `failed`. Once the signal ends it, nothing more is told.
 */
export async function* answerTo(
  connection: Connection,
  question: AssistantQuestion,
  signal: AbortSignal,
  limits: Limits = ANSWER_LIMITS,
): AsyncGenerator<AssistantEvent> {
  const answer = { text: "", isCut: false };
  const redaction = new Redaction(connection.key);
  try {
    for await (const said of PROTOCOLS[connection.kind].say(connection, messagesOf(question), { limits, signal })) {
      if (said.kind === "finish") {
        answer.isCut = said.isCut;
        break;
      }
      const text = redaction.take(said.text);
      answer.text += text;
      if (answer.text.length > limits.characters) {
        throw new AssistantFailure(`its answer has more than ${limits.characters} characters`);
      }
      if (text !== "") yield { kind: "text", text };
    }
    const rest = redaction.rest();
    answer.text += rest;
    if (rest !== "") yield { kind: "text", text: rest };
    yield* endOf(connection, answer);
  } catch (error) {
    if (signal.aborted) return;
    yield { kind: "failed", reason: wordsFor(connection, error) };
  }
  yield { kind: "end" };
}

/** What follows the text of an answer. */
function* endOf({ kind }: Connection, { text, isCut }: { text: string; isCut: boolean }): Generator<AssistantEvent> {
  const proposal = proposalIn(text);
  if (proposal.kind === "source") yield proposalOf(proposal.source);
  else if (proposal.kind === "unfit") yield failed(kind, proposal.reason);
  else if (isCut) yield failed(kind, "its answer came to the model's limit of length");
  else if (text.trim() === "") yield failed(kind, "its answer is empty");
}

function proposalOf(source: string): AssistantEvent {
  return { kind: "proposal", source };
}

function failed(kind: Connection["kind"], reason: string): AssistantEvent {
  return { kind: "failed", reason: `${SERVICE_NAMES[kind]}: ${reason}` };
}

/** Asks for one word; in words what went wrong, null = it answered. */
export async function tryConnection(
  connection: Connection,
  signal: AbortSignal,
  limits: Limits = LOOK_LIMITS,
): Promise<string | null> {
  const messages = [{ role: "user", content: "Answer with the one word: ready" }] as const;
  try {
    for await (const _ of PROTOCOLS[connection.kind].say(connection, messages, { limits, signal })) return null;
    return wordsFor(connection, new AssistantFailure("its answer broke off"));
  } catch (error) {
    return wordsFor(connection, error);
  }
}

/** The models of a service by name. @throws {AssistantFailure} in words, without the key. */
export async function modelsOf(
  address: ServiceAddress,
  signal: AbortSignal,
  limits: Limits = LOOK_LIMITS,
): Promise<readonly string[]> {
  try {
    const found = await PROTOCOLS[address.kind].models(address, { limits, signal });
    const fit = found.filter((name) => name !== "" && name.length <= MODEL_CHARACTERS && name === plain(name));
    return [...new Set(fit)].sort((a, b) => a < b ? -1 : 1).slice(0, MODELS_SHOWN).map((name) =>
      redacted(name, address.key)
    );
  } catch (error) {
    throw new AssistantFailure(wordsFor(address, error));
  }
}

/** What went wrong, behind what a client library makes of it. */
function wordsFor({ kind, key }: ServiceAddress, error: unknown): string {
  return `${SERVICE_NAMES[kind]}: ${redacted(plain(reasonOf(error)), key)}`;
}

function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AssistantFailure) return cause.message;
  }
  if (!(error instanceof Error)) return String(error);
  if (error.name === "ZodError" || error instanceof TypeError || error instanceof SyntaxError) {
    return "its answer has a form that its protocol does not know";
  }
  return error.message;
}
