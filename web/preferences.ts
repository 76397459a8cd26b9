/** What a browser remembers between visits, in cookies: who is signed in, the language and the theme. */
import { parse, serialize } from "hono/utils/cookie";
import { isLanguage, type Language } from "./i18n/mod.ts";

/** Looks of the dashboard, the default first. */
export const THEMES = ["dark", "light"] as const;
/** A look of the dashboard. */
export type Theme = typeof THEMES[number];

/** The cookies' names. */
export const COOKIES = {
  session: "aristobot_session",
  browser: "aristobot_browser",
  language: "aristobot_language",
  theme: "aristobot_theme",
} as const;

/** What the cookies of a request say. */
export interface Preferences {
  /** The token of a session, as the browser shows it; it may be forged. */
  readonly session: string | undefined;
  /** Names a browser in debug mode; null when there is none, or one that is not ours. */
  readonly browserId: string | null;
  readonly language: Language;
  readonly theme: Theme;
}

const BROWSER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const YEAR_S = 365 * 24 * 3600;

/** Reads the cookies; `language` for who has not chosen one. */
export function readPreferences(request: Request, language: Language): Preferences {
  const cookies = parse(request.headers.get("cookie") ?? "");
  const browser = cookies[COOKIES.browser];
  const chosen = cookies[COOKIES.language];
  return {
    session: cookies[COOKIES.session],
    browserId: browser !== undefined && BROWSER_ID.test(browser) ? browser : null,
    language: isLanguage(chosen) ? chosen : language,
    theme: cookies[COOKIES.theme] === "light" ? "light" : "dark",
  };
}

/** The cookie of a session, by its token; scripts cannot read it. `maxAgeMs` 0 takes it away. */
export function sessionCookie(token: string, maxAgeMs: number, request: Request): string {
  const maxAge = Math.floor(maxAgeMs / 1_000);
  return serialize(COOKIES.session, token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    maxAge,
    secure: isHttps(request),
  });
}

/** The cookie of a browser that need not sign in; it ends with the browser. */
export function browserCookie(id: string): string {
  return serialize(COOKIES.browser, id, { path: "/", httpOnly: true, sameSite: "Lax" });
}

/** Whether the browser came over TLS, also where a proxy ends it in front of us. */
function isHttps(request: Request): boolean {
  return new URL(request.url).protocol === "https:" || request.headers.get("x-forwarded-proto") === "https";
}

/** The cookie of the language. */
export function languageCookie(language: Language): string {
  return serialize(COOKIES.language, language, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
}

/** The cookie of the theme, which the page itself may write. */
export function themeCookie(theme: Theme): string {
  return serialize(COOKIES.theme, theme, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
}
