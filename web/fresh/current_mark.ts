/** How a link to one path is marked on the page of another, as Fresh does it. */

/** `page` for the page itself, `true` for one that it is part of; undefined for any other. The root is part of none. */
export function currentMark(linkPath: string, pagePath: string): "page" | "true" | undefined {
  if (linkPath === pagePath) return "page";
  return linkPath !== "/" && pagePath.startsWith(`${linkPath}/`) ? "true" : undefined;
}
