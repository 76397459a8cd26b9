/** A service that answers: where it is, what it is told and what it says, whatever protocol it speaks. */
import type { AssistantKind } from "./conversation.ts";
import type { Limits } from "./limits.ts";

/** What the services are called. */
export const SERVICE_NAMES: Readonly<Record<AssistantKind, string>> = { openrouter: "OpenRouter", ollama: "Ollama" };

/** Where a service is, and what opens it. */
export interface ServiceAddress {
  readonly kind: AssistantKind;
  /** Without a slash at its end, such as `http://localhost:11434`. */
  readonly url: string;
  /** Null = it asks for none. Never in an error, a log or an answer. */
  readonly key: string | null;
}

/** A model of a service. */
export interface Connection extends ServiceAddress {
  readonly model: string;
}

/** A message as both protocols know it. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** How a service is asked. */
export interface Call {
  readonly limits: Limits;
  /** Ends the request and with it the work of the service. */
  readonly signal: AbortSignal;
}

/** What a service says. `cut`: it came to its own limit of length. */
export type Said =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "finish"; readonly isCut: boolean };

/** A service did not do what it was asked; the message says so in words, without the key. */
export class AssistantFailure extends Error {
  override readonly name = "AssistantFailure";
}

/** How a service of a kind is spoken to. */
export interface Protocol {
  /** @throws {AssistantFailure} also when the answer breaks off. */
  say(connection: Connection, messages: readonly Message[], call: Call): AsyncGenerator<Said>;
  /** Ids of its models. @throws {AssistantFailure} */
  models(address: ServiceAddress, call: Call): Promise<readonly string[]>;
}
