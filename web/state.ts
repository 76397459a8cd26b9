/** What every handler and page of a request knows. */
import { createDefine } from "fresh";
import type { Language, Texts } from "./i18n/mod.ts";
import type { Theme } from "./preferences.ts";
import type { Services } from "./services.ts";

/** What every handler and page of a request knows. */
export interface State {
  readonly services: Services;
  readonly sessionId: string;
  readonly language: Language;
  readonly texts: Texts;
  readonly theme: Theme;
  /** The build that this page belongs to. */
  readonly build: string;
}

/** Typed helpers for routes. */
export const define = createDefine<State>();
