/** What a user says to an assistant, and what comes back. */

/** Who answers: a service on the network, or a server of the user's own. */
export type AssistantKind = "openrouter" | "ollama";

/** A turn of the conversation. */
export interface AssistantTurn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** What it is asked, with what it must know. */
export interface AssistantQuestion {
  /** Oldest first; the last is the user's. */
  readonly turns: readonly AssistantTurn[];
  /** What stands in the editor now. */
  readonly source: string;
  /** What is wrong with it, in words, one each. */
  readonly errors: readonly string[];
}

/** A piece of an answer, one JSON text a line. */
export type AssistantEvent =
  | { readonly kind: "text"; readonly text: string }
  /** The whole source that it proposes; the last thing before `end`. */
  | { readonly kind: "proposal"; readonly source: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "end" };
