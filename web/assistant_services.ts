/** What the house offers to a user who has an AI help with strategies. */
import type { AssistantEvent, AssistantKind, AssistantQuestion, AssistantTurn } from "../assistant/conversation.ts";

export type { AssistantEvent, AssistantKind, AssistantQuestion, AssistantTurn };

/** A stored connection; its key never comes back. */
export interface AssistantConnection {
  readonly kind: AssistantKind;
  /** Where it listens; null for OpenRouter's own address. */
  readonly url: string | null;
  readonly model: string;
  readonly hasKey: boolean;
  readonly isOn: boolean;
}

/** What a user saves; `key` null = the stored one stays. */
export interface AssistantForm {
  readonly kind: AssistantKind;
  readonly url: string | null;
  readonly model: string;
  readonly key: string | null;
  readonly isOn: boolean;
}

/** The assistant of one user. At most one connection is on. */
export interface AssistantServices {
  connections(): Promise<readonly AssistantConnection[]>;
  /** @throws {HttpError} 400 with the reason. */
  save(form: AssistantForm): Promise<void>;
  remove(kind: AssistantKind): Promise<void>;
  /** Asks it for one word; in words what went wrong, null = it answered. */
  test(form: AssistantForm): Promise<string | null>;
  /** The models it offers, by name. @throws {HttpError} 502 in its own words. */
  models(form: Pick<AssistantForm, "kind" | "url" | "key">): Promise<readonly string[]>;
  /** Streams the answer; canceled, it ends at once. @throws {HttpError} 409 where no connection is on, or another answer is under way. */
  ask(question: AssistantQuestion): Promise<ReadableStream<AssistantEvent>>;
}
