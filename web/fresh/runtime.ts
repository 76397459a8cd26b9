/** What routes and islands import as `fresh/runtime`, on the server and in the browser alike. */
import { type ComponentChildren, h } from "preact";
import { addToHead } from "./head.ts";
import { versioned } from "./build_id.ts";

/** True in a browser, false on the server. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** The address of a static file with the version of this build: the browser keeps it for a year. */
export function asset(path: string): string {
  return versioned(path);
}

/** Its children go into the page's `<head>`; for pages and layouts, which only the server renders. */
export function Head({ children }: { children?: ComponentChildren }): null {
  addToHead(children);
  return null;
}

/** Props of {@linkcode Partial}. */
export interface PartialProps {
  /** Unique in a page; the place that the new content goes to. */
  readonly name: string;
  /** Default `replace`. */
  readonly mode?: "replace" | "append" | "prepend";
  readonly children?: ComponentChildren;
}

/** A part of the page that navigation inside `f-client-nav` exchanges; what stands outside lives on. */
export function Partial({ name, mode = "replace", children }: PartialProps): ComponentChildren {
  return h("f-partial", { name, mode }, children);
}
