/** The version of this build: a hash of all that a browser may keep. */

/** The query parameter that carries it. */
export const VERSION_PARAMETER = "__frsh_c";
/** The id of the script element that carries the islands' props, and the version as `data-build`. */
export const DATA_ID = "f-data";

let serverBuildId = "";

/** Sets the version, once the static files are read (server only). */
export function setBuildId(id: string): void {
  serverBuildId = id;
}

/** The version; in a browser, the one of the page's document. */
export function buildId(): string {
  if (typeof document === "undefined") return serverBuildId;
  return document.getElementById(DATA_ID)?.dataset.build ?? "";
}

/** `path` with the version. */
export function versioned(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${VERSION_PARAMETER}=${buildId()}`;
}
