/** The application: middlewares, then the routes of the disk, on Hono's router. */
import { Hono } from "hono";
import { allowedMethods, answer, answerError } from "./answer.ts";
import { RequestContext } from "./context.ts";
import { HttpError, statusOf } from "./error.ts";
import { type ErrorPage, type Layout, loadRoutes, type Route, type RouteTable, type Segment } from "./load.ts";
import type { IslandScripts } from "./render.ts";
import { patternsOf } from "./route_tree.ts";
import type { FreshConfig, Middleware, RouteFacts, ServeInfo } from "./types.ts";

/** What an {@linkcode App} is made from. */
export interface AppOptions {
  /** Absolute path of the folder that holds `routes/`. */
  readonly root: string;
  readonly mode?: FreshConfig["mode"];
  /** The islands' scripts; without them pages stay as the server rendered them. */
  readonly scripts?: IslandScripts;
}

type Env = { Bindings: { readonly info: ServeInfo } };
const NO_SCRIPTS: IslandScripts = { entry: null, preloads: new Map() };
const NO_ADDRESS: ServeInfo = { remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 0 } };

/** An application of file routes. */
export class App<State> {
  readonly config: FreshConfig;
  readonly #scripts: IslandScripts;
  readonly #middlewares: Middleware<State>[] = [];
  readonly #router = new Hono<Env>();
  readonly #routes: RouteFacts[] = [];
  #app: RouteTable<State>["app"];

  constructor(options: AppOptions) {
    this.config = { root: options.root, mode: options.mode ?? "production" };
    this.#scripts = options.scripts ?? NO_SCRIPTS;
  }

  /** Every route that was taken over, one entry a pattern. */
  get routes(): readonly RouteFacts[] {
    return this.#routes;
  }

  /** Adds a middleware around all routes. */
  use(...middlewares: Middleware<State>[]): this {
    this.#middlewares.push(...middlewares);
    return this;
  }

  /** Imports `routes/` and takes them over. @throws what a route's module throws while it loads. */
  async fsRoutes(): Promise<this> {
    const table = await loadRoutes<State>(this.config.root);
    this.#app = table.app;
    for (const route of table.routes) {
      for (const pattern of route.config.routeOverride ? [route.config.routeOverride] : patternsOf(route.path)) {
        this.#routes.push({ pattern, methods: methodsOf(route) });
        this.#router.all(
          pattern,
          (c) => this.#answer(c.req.raw, c.env?.info, { route, pattern, params: c.req.param() }, route.segments),
        );
      }
    }
    this.#router.notFound((c) => this.#answer(c.req.raw, c.env?.info, undefined, [table.top]));
    this.#router.onError((error) => Promise.reject(error));
    return this;
  }

  /** The function that answers requests. It rejects only where no error page caught the error. */
  handler(): (request: Request, info?: ServeInfo) => Promise<Response> {
    return async (request, info = NO_ADDRESS) => await this.#router.fetch(request, { info });
  }

  #answer(
    req: Request,
    info: ServeInfo | undefined,
    match: { route: Route<State>; pattern: string; params: Record<string, string> } | undefined,
    segments: readonly Segment<State>[],
  ): Promise<Response> {
    const ctx = new RequestContext<State>({
      req,
      info: info ?? NO_ADDRESS,
      config: this.config,
      params: match?.params ?? {},
      route: match?.pattern ?? null,
      state: {} as State, // the application's own middleware fills it before anything reads it
      app: this.#app,
      scripts: this.#scripts,
    });
    const last = () => match ? answer(match.route, ctx) : Promise.reject(new HttpError(404));
    return throughMiddlewares(this.#middlewares, ctx, () => throughSegments(segments, ctx, last));
  }
}

function methodsOf<State>(route: Route<State>): string[] {
  if (typeof route.handler === "function") return ["GET", "POST", "PUT", "PATCH", "DELETE"];
  return allowedMethods(route).filter((method) => method !== "OPTIONS");
}

function throughMiddlewares<State>(
  middlewares: readonly Middleware<State>[],
  ctx: RequestContext<State>,
  last: () => Promise<Response>,
): Promise<Response> {
  const run = middlewares.reduceRight<() => Promise<Response>>((next, middleware) => async () => {
    ctx.next = next;
    return await middleware(ctx);
  }, last);
  return run();
}

/** Layout and error pages of a folder hold for its own middlewares too. */
async function throughSegments<State>(
  segments: readonly Segment<State>[],
  ctx: RequestContext<State>,
  last: () => Promise<Response>,
): Promise<Response> {
  const [segment, ...below] = segments;
  if (segment === undefined) return await last();
  const layouts = withLayout(ctx.layouts, segment.layout);
  ctx.layouts = layouts;
  try {
    return await throughMiddlewares(segment.middlewares, ctx, () => throughSegments(below, ctx, last));
  } catch (error) {
    const page = errorPageFor(segment, error);
    if (page === undefined) throw error;
    ctx.layouts = layouts;
    ctx.error = error;
    return await answerError(page, ctx, statusOf(error));
  }
}

function withLayout<State>(outer: readonly Layout<State>[], own: Layout<State> | undefined): readonly Layout<State>[] {
  if (own === undefined) return outer;
  return own.config.skipInheritedLayouts ? [own] : [...outer, own];
}

function errorPageFor<State>(segment: Segment<State>, error: unknown): ErrorPage<State> | undefined {
  const wanted = statusOf(error) === 404 ? "_404" : "_500";
  return segment.errorPages.find((page) => page.for === wanted) ??
    segment.errorPages.find((page) => page.for === "_error");
}
