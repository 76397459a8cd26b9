/** The vocabulary of routes: what handlers, pages, layouts and middlewares are handed, and what they return. */
import type { ComponentChildren, FunctionComponent, VNode } from "preact";
import type { PageResponse } from "./page.ts";

/** How the application was set up. */
export interface FreshConfig {
  /** Absolute path of the folder that holds `routes/` and `islands/`. */
  readonly root: string;
  readonly mode: "development" | "production";
}

/** Where a request came from. */
export interface ServeInfo {
  readonly remoteAddr: Deno.Addr;
}

/** A route as the router knows it. */
export interface RouteFacts {
  /** In Hono's grammar, such as `/orders/:id`. */
  readonly pattern: string;
  /** What it answers, OPTIONS apart; a function for every method counts as all of them. */
  readonly methods: readonly string[];
}

/** May be there at once or later. */
export type Async<T> = T | Promise<T>;

/** What a component of a route is handed as its props. */
export interface PageProps<Data = unknown, State = unknown> {
  readonly config: FreshConfig;
  readonly url: URL;
  readonly req: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly info: ServeInfo;
  readonly state: State;
  readonly data: Data;
  /** The error that an error page is about; null elsewhere. */
  readonly error: unknown;
  /** Whether the browser only exchanges `<Partial>`s. */
  readonly isPartial: boolean;
  /** The route's pattern, such as `/orders/:id`; null when none matched. */
  readonly route: string | null;
  /** What a layout or the app wrapper wraps. */
  readonly Component: FunctionComponent;
}

/** What handlers and middlewares are handed: one per request. */
export interface Context<State> extends Omit<PageProps<unknown, State>, "state"> {
  state: State;
  /** The rest of the chain: middlewares below, then the handler. */
  next(): Promise<Response>;
  /** Sends the browser to `location`, by default with 302; a path stays on this host. */
  redirect(location: string, status?: number): Response;
  /** Renders `vnode` inside the layouts and the app wrapper. */
  render(vnode: VNode | null, init?: ResponseInit, options?: LayoutConfig): Promise<Response>;
}

/** The methods that a route may handle by name. */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** Answers a request, or gives the data of the page. */
export type HandlerFn<Data, State> = (ctx: Context<State>) => Async<Response | PageResponse<Data>>;

/** One function for every method, or one per method. */
export type Handlers<Data, State> = HandlerFn<Data, State> | { readonly [M in Method]?: HandlerFn<Data, State> };

/** Runs before (and around) everything below its folder. */
export type Middleware<State> = (ctx: Context<State>) => Async<Response>;

/** A page, layout, app wrapper or error page; an async one may answer with a response of its own. */
export type RouteComponent<Data, State> =
  // A component is any function of its props; what it returns is checked where it is rendered.
  | ((props: PageProps<Data, State>) => ComponentChildren)
  | ((props: PageProps<Data, State>) => Promise<ComponentChildren | Response>);

/** Export `config` of a layout; `ctx.render` takes the same. */
export interface LayoutConfig {
  readonly skipAppWrapper?: boolean;
  readonly skipInheritedLayouts?: boolean;
}

/** Export `config` of a route. */
export interface RouteConfig extends LayoutConfig {
  /** A pattern instead of the one that its path gives. */
  readonly routeOverride?: string;
}
