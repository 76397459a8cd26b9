/** What every handler and page of a request knows. */
import { createDefine } from "fresh";
import type { Language, Texts } from "./i18n/mod.ts";
import type { Theme } from "./preferences.ts";
import type { Services, WebHouse } from "./services.ts";
import type { Viewer } from "./viewer.ts";

/** What every handler and page of a request knows. */
export interface State {
  readonly house: WebHouse;
  /** Who asks; null = nobody who has signed in. */
  readonly viewer: Viewer | null;
  /** Why it could not be found out who asks; null = it was. */
  readonly failure: unknown;
  /** What the house does for who asks. @throws {HttpError} 401 for nobody. */
  readonly services: Services;
  readonly language: Language;
  readonly texts: Texts;
  readonly theme: Theme;
  /** The build that this page belongs to. */
  readonly build: string;
}

/** Typed helpers for routes. */
export const define = createDefine<State>();
