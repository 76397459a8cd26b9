/** What the form of a connection holds, and what is wrong with it before anything is asked. */
import type { AssistantConnection, AssistantForm, AssistantKind } from "../../assistant_services.ts";
import type { Texts } from "../../i18n/mod.ts";

/** Where Ollama listens unless it was told otherwise. */
const OLLAMA_URL = "http://localhost:11434";

/** The fields of one kind, as they were typed. */
export interface ConnectionDraft {
  readonly url: string;
  /** Empty = the stored one stays. */
  readonly key: string;
  readonly model: string;
}

/** Keys of texts by field. */
export type ConnectionFaults = Partial<Record<keyof ConnectionDraft, keyof Texts["assistant"]["account"]["faults"]>>;

/** The form of a kind at first. */
export function draftOf(kind: AssistantKind, stored: AssistantConnection | undefined): ConnectionDraft {
  return { url: stored?.url ?? (kind === "ollama" ? OLLAMA_URL : ""), key: "", model: stored?.model ?? "" };
}

/** Whether the stored key goes on to be used: it does not follow to another address. */
export function keepsKey({ url }: ConnectionDraft, stored: AssistantConnection | undefined): boolean {
  return stored?.hasKey === true && (stored.url ?? "") === url.trim().replace(/\/$/, "");
}

/** What is wrong; nothing = it can be sent. @param wantsModel false where only the models are asked for. */
export function faultsOf(
  kind: AssistantKind,
  draft: ConnectionDraft,
  stored: AssistantConnection | undefined,
  wantsModel: boolean,
): ConnectionFaults {
  const key = draft.key.trim();
  const faults: ConnectionFaults = {};
  if (kind === "ollama" && !/^https?:\/\/[^\s/?#@]+\/?$/.test(draft.url.trim())) faults.url = "url";
  if (key === "" && kind === "openrouter" && !keepsKey(draft, stored)) faults.key = "keyMissing";
  if (key !== "" && !/^[\x21-\x7e]{8,500}$/.test(key)) faults.key = "key";
  if (wantsModel && draft.model.trim() === "") faults.model = "model";
  return faults;
}

/** What is sent. */
export function formOf(kind: AssistantKind, { url, key, model }: ConnectionDraft, isOn: boolean): AssistantForm {
  return {
    kind,
    url: kind === "ollama" ? url.trim() : null,
    model: model.trim(),
    key: key.trim() === "" ? null : key.trim(),
    isOn,
  };
}
