/** Keeps what is not saved in the browser's tab, so that leaving the page by any way loses nothing. */
import type { Draft } from "./draft.ts";

/** An unsaved draft, and the version that it was made from. */
export interface KeptDraft {
  readonly draft: Draft;
  readonly version: number;
}

const keyOf = (id: string) => `aristobot-draft:${id}`;

/** Keeps a draft; null forgets it. A browser without room keeps none. */
export function keepDraft(storage: Storage, id: string, kept: KeptDraft | null): void {
  if (kept === null) return storage.removeItem(keyOf(id));
  try {
    storage.setItem(keyOf(id), JSON.stringify(kept));
  } catch (error) {
    console.warn("The unsaved draft is not kept", error);
  }
}

/** The draft that was kept; null = none. */
export function keptDraft(storage: Storage, id: string): KeptDraft | null {
  const text = storage.getItem(keyOf(id));
  return text === null ? null : JSON.parse(text) as KeptDraft;
}
