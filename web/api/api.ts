/** The JSON API: who asks, the routes, and what is answered where there is none. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HttpError } from "../fresh/error.ts";
import type { RouteFacts, ServeInfo } from "../fresh/types.ts";
import type { WebHouse } from "../services.ts";
import { admit, type Caller, callerOf } from "./caller.ts";
import { apiDocument, routeOf } from "./document.ts";
import { refuseInvalid } from "./invalid.ts";
import { ProblemError, problemResponse } from "./problem.ts";
import type { ApiRoute } from "./route.ts";
import { API_PATH, API_ROUTES, DOCUMENT_PATH } from "./routes.ts";

/** Answers requests below {@linkcode API_PATH}. */
export interface Api {
  fetch(request: Request, info?: ServeInfo): Promise<Response>;
  /** Every pattern that its router knows, with its methods. */
  readonly routes: readonly RouteFacts[];
}

type Env = { Bindings: { info?: ServeInfo }; Variables: { caller: Caller | null } };

/** Makes the API of a house. */
export function createApi(house: WebHouse): Api {
  const hono = new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).basePath(API_PATH);
  hono.use(async (c, next) => {
    c.set("caller", await callerOf(house, c.req.raw, c.env.info));
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  for (const route of API_ROUTES) mount(hono, house, route);
  const document = apiDocument();
  hono.get(DOCUMENT_PATH, (c) => c.json(document));
  hono.notFound((c) => elsewhere(c, house));
  hono.onError((error, c) => problemResponse(error, c.req.raw, house.log));
  return {
    routes: factsOf(hono),
    fetch: async (request, info) => await hono.fetch(request, info ? { info } : {}),
  };
}

/** Puts a route into the router: who may ask, the checks, the handler, and the shape of the answer. */
function mount(hono: OpenAPIHono<Env>, house: WebHouse, route: ApiRoute): void {
  const { needs, answer, status } = route;
  const middleware = async (c: Context<Env>, next: () => Promise<void>) => {
    admit(c.get("caller"), needs, c.req.raw);
    await next();
  };
  hono.openapi({ ...routeOf(route), middleware }, async (c) => {
    const caller = c.get("caller")!;
    const told = await route.handle({
      params: valid(c, "param"),
      query: valid(c, "query"),
      headers: valid(c, "header"),
      body: valid(c, "json"),
      caller,
      house,
      services: house.servicesFor(caller.viewer),
    });
    return answer ? c.json(answer.parse(told), status as 200 | 201 | 202) : c.body(null, status);
  });
}

/** A part of the request as it was checked; its type is the route's own affair. */
function valid(c: Context<Env>, part: string): never {
  return c.req.valid(part as never);
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
