/** The theme of the page, as a signal for what draws its own colours. */
import { signal } from "@preact/signals";
import { type Theme, themeCookie } from "../preferences.ts";

/** Rises when the theme has changed. */
export const themeChanges = signal(0);

/** Shows the page in this theme and remembers it. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]")?.setAttribute("content", theme);
  document.cookie = themeCookie(theme);
  // What the cookie does for this browser, the account does for the user's others; without it only they differ.
  fetch("/preferences", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ theme }),
  })
    .catch((error) => console.warn("The theme is kept in this browser only", error));
  themeChanges.value++;
}

/** The colour of a token, such as `--primary`, as the theme has it now. */
export function tokenColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
