/**
 * The part of Fresh 2's public API that this application uses, on Hono's router and Preact.
 *
 * Routes and islands import only `fresh` and `fresh/runtime`, so the real Fresh can stand behind the same two names.
 * Differences: `HttpError` and the error pages are here, but middleware against forgery and the security headers come
 * from Hono; static files and islands are read from the disk at start instead of from a build step.
 */
export { App, type AppOptions } from "./app.ts";
export { createDefine, type Define } from "./define.ts";
export { HttpError } from "./error.ts";
export { staticFiles, StaticStore } from "./static_files.ts";
export type {
  Context,
  FreshConfig,
  HandlerFn,
  Handlers,
  LayoutConfig,
  Method,
  Middleware,
  PageProps,
  RouteConfig,
  ServeInfo,
} from "./types.ts";
export { page, PageResponse } from "./page.ts";
