/** In the browser: links and forms inside `f-client-nav` exchange the page's partials; all else lives on. */
import { buildId, DATA_ID } from "./build_id.ts";
import { rememberSlots } from "./client_slots.ts";
import { currentMark } from "./current_mark.ts";
import type { IslandProps } from "./props.ts";

/** What navigation needs of the islands. */
export interface IslandLife {
  propsOf(of: Document): IslandProps;
  wake(root: Element, props: IslandProps): void;
  retire(root: Element): void;
  adopt(from: Element, fresh: Element, props: IslandProps): void;
}

const PARTIAL_PARAMETER = "fresh-partial";
let running: AbortController | undefined;
/** The page that stands there now, without its hash. */
let shownUrl = "";

/** Listens for clicks, submits and the browser's back and forward. */
export function startNavigation(islands: IslandLife): void {
  history.scrollRestoration = "manual";
  shownUrl = withoutHash(location.href);
  document.addEventListener("click", (event) => onClick(event, islands));
  document.addEventListener("submit", (event) => onSubmit(event, islands));
  addEventListener("popstate", (event) => {
    if (withoutHash(location.href) === shownUrl) return;
    void navigate(new URL(location.href), {}, islands, () => scrollTo(0, event.state?.scrollY ?? 0));
  });
  markCurrentLinks(document);
}

function onClick(event: MouseEvent, islands: IslandLife): void {
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || !staysInPage(event, link) || !isNavigated(link)) return;
  event.preventDefault();
  if (withoutHash(link.href) === shownUrl && link.hash !== "") {
    return void (location.hash = link.hash);
  }
  const from = link.getAttribute("f-partial");
  void navigate(new URL(from ?? link.href, location.href), {}, islands, (url) => {
    remember(from === null ? url : link.href);
    scrollTo(0, 0);
  });
}

function staysInPage(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  return plain && !event.defaultPrevented && link.origin === location.origin && !link.target &&
    !link.hasAttribute("download");
}

function isNavigated(element: Element): boolean {
  const marked = element.closest("[f-client-nav]");
  return marked !== null && marked.getAttribute("f-client-nav") !== "false";
}

function onSubmit(event: SubmitEvent, islands: IslandLife): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || !isNavigated(form)) return;
  const submitter = event.submitter;
  const method = (submitter?.getAttribute("formmethod") ?? form.method).toUpperCase();
  if (method === "DIALOG") return;
  const url = new URL(
    submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href,
    location.href,
  );
  if (url.origin !== location.origin) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>);
  if (method === "GET") url.search = fields.toString();
  void navigate(url, method === "GET" ? {} : { method, body: fields }, islands, remember);
}

function remember(url: string): void {
  history.replaceState({ scrollY }, "");
  if (url !== location.href) history.pushState({ scrollY: 0 }, "", url);
}

/** Fetches a page and puts its partials in place; a page without any is loaded in the ordinary way. */
async function navigate(to: URL, init: RequestInit, islands: IslandLife, done: (url: string) => void): Promise<void> {
  running?.abort();
  const mine = running = new AbortController();
  const url = new URL(to);
  url.searchParams.set(PARTIAL_PARAMETER, "true");
  document.documentElement.toggleAttribute("data-navigating", true);
  try {
    const response = await fetch(url, { ...init, signal: mine.signal });
    const shown = new URL(response.url);
    shown.searchParams.delete(PARTIAL_PARAMETER);
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!fits(next)) return location.assign(shown);
    done(shown.href);
    exchange(next, islands);
  } catch (error) {
    if (mine.signal.aborted) return;
    console.error(error);
    location.assign(to);
  } finally {
    if (running === mine) document.documentElement.toggleAttribute("data-navigating", false);
  }
}

/** Same build, same language, and at least one partial of this page. */
function fits(next: Document): boolean {
  return next.getElementById(DATA_ID)?.dataset.build === buildId() &&
    next.documentElement.lang === document.documentElement.lang && pairs(next).length > 0;
}

function pairs(next: Document): [Element, Element][] {
  return [...document.querySelectorAll("f-partial[name]")].flatMap((old): [Element, Element][] => {
    if (old.parentElement?.closest("f-partial")) return [];
    const fresh = next.querySelector(`f-partial[name="${CSS.escape(old.getAttribute("name") ?? "")}"]`);
    return fresh ? [[old, fresh]] : [];
  });
}

function withoutHash(url: string): string {
  return url.split("#")[0] ?? url;
}

function exchange(next: Document, islands: IslandLife): void {
  shownUrl = withoutHash(location.href);
  rememberSlots(next);
  const props = islands.propsOf(next);
  for (const [old, fresh] of pairs(next)) replacePartial(old, fresh, props, islands);
  document.title = next.title;
  markCurrentLinks(document);
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

function replacePartial(old: Element, fresh: Element, props: IslandProps, islands: IslandLife): void {
  const mode = fresh.getAttribute("mode");
  const nodes = [...fresh.childNodes].map((node) => document.adoptNode(node));
  if (mode === "append") old.append(...nodes);
  else if (mode === "prepend") old.prepend(...nodes);
  else {
    const holder = document.createElement("f-partial");
    holder.append(...nodes);
    for (const island of holder.querySelectorAll("f-island[data-key]")) islands.adopt(old, island, props);
    islands.retire(old);
    old.replaceChildren(...holder.childNodes);
  }
  islands.wake(old, props);
}

/** Marks the links that lead to this page, or to one that it is part of, for the eye and for screen readers. */
function markCurrentLinks(of: Document): void {
  for (const link of of.querySelectorAll<HTMLAnchorElement>("a[href]")) {
    const current = link.origin === location.origin ? currentMark(link.pathname, location.pathname) : undefined;
    if (current === undefined) link.removeAttribute("aria-current");
    else link.setAttribute("aria-current", current);
  }
}
