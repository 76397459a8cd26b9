/** Languages: which there are, and how a text's places are filled. */
import { en } from "./en.ts";
import { fr } from "./fr.ts";

/** The languages, the default first. */
export const LANGUAGES = ["fr", "en"] as const;
/** A language. */
export type Language = typeof LANGUAGES[number];
/** All texts of a language. */
export type Texts = typeof fr;

/** The texts of a language. */
export function textsOf(language: Language): Texts {
  return language === "fr" ? fr : en;
}

/** Whether a text names a language that there is. */
export function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** Fills the places `{name}` of a text; a place without a value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => name in values ? String(values[name]) : place);
}
