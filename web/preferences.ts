/** What a browser remembers between visits, in cookies: its session, the language and the theme. */
import { parse, serialize } from "hono/utils/cookie";
import { isLanguage, type Language } from "./i18n/mod.ts";

/** Looks of the dashboard, the default first. */
export const THEMES = ["dark", "light"] as const;
/** A look of the dashboard. */
export type Theme = typeof THEMES[number];

/** The cookies' names. */
export const COOKIES = {
  session: "aristobot_session",
  language: "aristobot_language",
  theme: "aristobot_theme",
} as const;

/** What the cookies of a request say. */
export interface Preferences {
  /** Null when there is none, or one that is not ours. */
  readonly sessionId: string | null;
  readonly language: Language;
  readonly theme: Theme;
}

const SESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const YEAR_S = 365 * 24 * 3600;

/** Reads the cookies; `language` for who has not chosen one. */
export function readPreferences(request: Request, language: Language): Preferences {
  const cookies = parse(request.headers.get("cookie") ?? "");
  const session = cookies[COOKIES.session];
  const chosen = cookies[COOKIES.language];
  return {
    sessionId: session !== undefined && SESSION_ID.test(session) ? session : null,
    language: isLanguage(chosen) ? chosen : language,
    theme: cookies[COOKIES.theme] === "light" ? "light" : "dark",
  };
}

/** The cookie of a session; scripts cannot read it, and it ends with the browser. */
export function sessionCookie(id: string): string {
  return serialize(COOKIES.session, id, { path: "/", httpOnly: true, sameSite: "Lax" });
}

/** The cookie of the language. */
export function languageCookie(language: Language): string {
  return serialize(COOKIES.language, language, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
}

/** The cookie of the theme, which the page itself may write. */
export function themeCookie(theme: Theme): string {
  return serialize(COOKIES.theme, theme, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
}
