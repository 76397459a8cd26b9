/** The JSON API: its routes, who asks, and the document that describes them. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HttpError } from "../fresh/error.ts";
import type { RouteFacts, ServeInfo } from "../fresh/types.ts";
import type { WebHouse } from "../services.ts";
import { accountRoutes } from "./account_routes.ts";
import { botRoutes } from "./bot_routes.ts";
import { brokerRoutes } from "./broker_routes.ts";
import { admit, callerOf } from "./caller.ts";
import { DOCUMENT, SECURITY_SCHEMES } from "./document.ts";
import { refuseInvalid } from "./invalid.ts";
import { marketRoutes } from "./market_routes.ts";
import { type Env, mount } from "./mount.ts";
import { ProblemError, problemResponse } from "./problem.ts";
import type { ApiRoute } from "./route.ts";
import { tradingRoutes } from "./trading_routes.ts";

/** Where the API begins. */
export const API_PATH = "/api/v1";
const DOCUMENT_PATH = "/openapi.json";

/** Every route of the API but that of its document, which answers anybody. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...accountRoutes,
  ...brokerRoutes,
  ...marketRoutes,
  ...tradingRoutes,
  ...botRoutes,
];

/** Answers requests below {@linkcode API_PATH}. */
export interface Api {
  fetch(request: Request, info?: ServeInfo): Promise<Response>;
  /** Every pattern that its router knows, with its methods. */
  readonly routes: readonly RouteFacts[];
}

/** Makes the API of a house. */
export function createApi(house: WebHouse): Api {
  const hono = new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).basePath(API_PATH);
  hono.use(async (c, next) => {
    c.set("caller", await callerOf(house, c.req.raw, c.env.info));
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  for (const route of API_ROUTES) mount(hono, house, route);
  const document = documentOf(hono);
  hono.get(DOCUMENT_PATH, (c) => c.json(document));
  hono.notFound((c) => elsewhere(c, house));
  hono.onError((error, c) => problemResponse(error, c.req.raw, house.log));
  return {
    routes: factsOf(hono),
    fetch: async (request, info) => await hono.fetch(request, info ? { info } : {}),
  };
}

function documentOf(hono: OpenAPIHono<Env>) {
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    hono.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  const text = JSON.stringify(hono.getOpenAPI31Document(DOCUMENT));
  return JSON.parse(text, (key, value) => key === "pattern" && typeof value === "string" ? withoutFlag(value) : value);
}

/** The library writes the flag of a pattern into it; JSON Schema has none, and reads every pattern as with this one. */
function withoutFlag(pattern: string): string {
  return pattern.replace(/\/u$/, "");
}

/** 405 where another method would be answered, else 404; nobody is told which there are. */
function elsewhere(c: Context<Env>, house: WebHouse): Response {
  admit(c.get("caller"), "read", c.req.raw);
  const path = new URL(c.req.url).pathname.slice(API_PATH.length);
  const methods = API_ROUTES.filter((route) => matches(route.path, path)).map(({ method }) => method.toUpperCase());
  const error = methods.length === 0
    ? new HttpError(404, `There is no ${c.req.method} ${path}`)
    : new ProblemError(405, `Expected ${methods.join(" or ")}`, { headers: { allow: methods.join(", ") } });
  return problemResponse(error, c.req.raw, house.log);
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  return wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith("{") ? given[index] !== "" : part === given[index]);
}

/** What the router itself holds, one entry a pattern; middlewares apart, which stand for all methods. */
function factsOf(hono: OpenAPIHono<Env>): RouteFacts[] {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of hono.routes) {
    if (method === "ALL") continue;
    const own = methods.get(path) ?? new Set();
    methods.set(path, own.add(method));
    if (method === "GET") own.add("HEAD");
  }
  return [...methods].map(([pattern, own]) => ({ pattern, methods: [...own].sort() }));
}
