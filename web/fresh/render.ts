/** From a vnode to a page: layouts, app wrapper, islands' props, preloads and the browser's script. */
import { Fragment, type FunctionComponent, h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { buildId, DATA_ID } from "./build_id.ts";
import { collectHead } from "./head.ts";
import { collectIslands, type IslandsOfPage, unshownSlots } from "./islands.ts";
import { writeProps } from "./props.ts";
import type { Layout } from "./load.ts";
import type { PageProps, RouteComponent } from "./types.ts";

/** The scripts of the islands, as addresses. */
export interface IslandScripts {
  /** The script that brings islands to life; null renders pages without any. */
  readonly entry: string | null;
  /** What the browser should fetch early for an island, by the island's id. */
  readonly preloads: ReadonlyMap<string, readonly string[]>;
}

type Component = RouteComponent<unknown, never>;

/** Makes the vnode of a component; an async one is awaited, and may answer with a response instead. */
export async function componentVNode(component: Component, props: PageProps): Promise<VNode | Response> {
  if (component.constructor.name !== "AsyncFunction") {
    return h(component as FunctionComponent, props as object);
  }
  const result = await component(props as never);
  return result instanceof Response ? result : h(Fragment, null, result);
}

/** Wraps `content` in the layouts (the innermost last in the list) and the app wrapper. */
export async function wrapInLayouts(
  content: VNode,
  layouts: readonly Layout<never>[],
  app: Component | undefined,
  props: PageProps,
): Promise<VNode | Response> {
  let wrapped = content;
  const wrappers = [...(app ? [app] : []), ...layouts.map((layout) => layout.component as Component)];
  for (const wrapper of wrappers.toReversed()) {
    const inner = wrapped;
    const vnode = await componentVNode(wrapper, { ...props, Component: () => inner });
    if (vnode instanceof Response) return vnode;
    wrapped = vnode;
  }
  return wrapped;
}

/** Renders a whole document. */
export function renderDocument(vnode: VNode, scripts: IslandScripts): string {
  const { result: { result: body, head }, islands } = collectIslands(() => collectHead(() => renderToString(vnode)));
  const html = body.startsWith("<html") ? body : `<html><head><meta charset="utf-8"></head><body>${body}</body></html>`;
  const intoHead = head.map((children) => renderToString(h(Fragment, null, children))).join("") +
    preloadLinks(islands, scripts);
  const withHead = insertBefore(dropEarlierTitle(html, intoHead), "</head>", intoHead);
  return "<!DOCTYPE html>" + insertBefore(withHead, "</body>", endOfBody(islands, scripts));
}

function endOfBody(islands: IslandsOfPage, scripts: IslandScripts): string {
  if (scripts.entry === null) return "";
  const templates = unshownSlots(islands).map((slot) =>
    `<template data-slot="${slot.id}">${renderToString(slot.vnode)}</template>`
  );
  const data = writeProps(islands.props).replaceAll("<", "\\u003C");
  return `${
    templates.join("")
  }<script type="application/json" id="${DATA_ID}" data-build="${buildId()}">${data}</script>` +
    `<script type="module" src="${scripts.entry}"></script>`;
}

function preloadLinks(islands: IslandsOfPage, scripts: IslandScripts): string {
  const wanted = new Set(islands.props.flatMap(({ island }) => scripts.preloads.get(island) ?? []));
  return [...wanted].map((href) => `<link rel="modulepreload" href="${href}">`).join("");
}

function dropEarlierTitle(html: string, head: string): string {
  if (!head.includes("<title")) return html;
  const end = html.indexOf("</head>");
  return html.slice(0, end).replace(/<title[^>]*>.*?<\/title>/s, "") + html.slice(end);
}

function insertBefore(html: string, tag: string, text: string): string {
  const at = tag === "</head>" ? html.indexOf(tag) : html.lastIndexOf(tag);
  return at < 0 ? html + text : html.slice(0, at) + text + html.slice(at);
}
