/** The context of one request. */
import { Fragment, type FunctionComponent, h, type VNode } from "preact";
import type { Layout } from "./load.ts";
import { type IslandScripts, renderDocument, wrapInLayouts } from "./render.ts";
import type { Context, FreshConfig, LayoutConfig, PageProps, RouteComponent, ServeInfo } from "./types.ts";

/** The query parameter by which the browser asks for partials. */
export const PARTIAL_PARAMETER = "fresh-partial";

/** What a context is made from. */
export interface RequestFacts<State> {
  readonly req: Request;
  readonly info: ServeInfo;
  readonly config: FreshConfig;
  readonly params: Record<string, string>;
  readonly route: string | null;
  readonly state: State;
  readonly app: RouteComponent<unknown, State> | undefined;
  readonly scripts: IslandScripts;
}

/** A {@linkcode Context} with what the layer itself needs: data, error and the layouts that hold at this depth. */
export class RequestContext<State> implements Context<State> {
  readonly config: FreshConfig;
  readonly req: Request;
  readonly url: URL;
  readonly info: ServeInfo;
  readonly params: Readonly<Record<string, string>>;
  readonly route: string | null;
  readonly isPartial: boolean;
  readonly Component: FunctionComponent = () => null;
  state: State;
  data: unknown = undefined;
  error: unknown = null;
  layouts: readonly Layout<State>[] = [];
  next: () => Promise<Response> = () => Promise.reject(new Error("Cannot call next(): this is the end of the chain"));
  readonly #app: RouteComponent<unknown, State> | undefined;
  readonly #scripts: IslandScripts;

  constructor(facts: RequestFacts<State>) {
    this.config = facts.config;
    this.req = facts.req;
    this.info = facts.info;
    this.params = facts.params;
    this.route = facts.route;
    this.state = facts.state;
    this.url = new URL(facts.req.url);
    this.isPartial = this.url.searchParams.has(PARTIAL_PARAMETER);
    this.url.searchParams.delete(PARTIAL_PARAMETER);
    this.#app = facts.app;
    this.#scripts = facts.scripts;
  }

  redirect(location: string, status = 302): Response {
    // Two slashes at the start would name another host.
    return new Response(null, { status, headers: { location: location.replace(/^[/\\]{2,}/, "/") } });
  }

  async render(vnode: VNode | null, init: ResponseInit = {}, options: LayoutConfig = {}): Promise<Response> {
    const layouts = options.skipInheritedLayouts ? [] : this.layouts;
    const wrapped = await wrapInLayouts(
      vnode ?? h(Fragment, null),
      layouts as unknown as Layout<never>[],
      options.skipAppWrapper ? undefined : this.#app as RouteComponent<unknown, never> | undefined,
      this.props(),
    );
    if (wrapped instanceof Response) return wrapped;
    const headers = new Headers(init.headers);
    headers.set("content-type", "text/html; charset=utf-8");
    return new Response(renderDocument(wrapped, this.#scripts), { ...init, headers });
  }

  /** The props of components: the context's facts as plain fields. */
  props(): PageProps {
    const { config, url, req, params, info, state, data, error, isPartial, route, Component } = this;
    return { config, url, req, params, info, state, data, error, isPartial, route, Component };
  }
}
