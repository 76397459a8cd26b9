/** Puts a route into the router: who may ask, the checks, the handler, and the shape of the answer. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import type { ServeInfo } from "../fresh/types.ts";
import type { WebHouse } from "../services.ts";
import { admit, type Caller } from "./caller.ts";
import { PROBLEMS_OF_ANY } from "./document.ts";
import { problem, PROBLEM_TYPE } from "./problem.ts";
import type { ApiRoute } from "./route.ts";
import { apiServices } from "./services.ts";

const NOTHING = z.strictObject({});

/** What the router's context holds. */
export type Env = { Bindings: { info?: ServeInfo }; Variables: { caller: Caller | null } };

/** Puts a route into the router. */
export function mount(hono: OpenAPIHono<Env>, house: WebHouse, route: ApiRoute): void {
  const { answer, status } = route;
  hono.openapi(routeOf(route), async (c) => {
    const caller = c.get("caller")!;
    const told = await route.handle({
      params: valid(c, "param"),
      query: valid(c, "query"),
      headers: valid(c, "header"),
      body: valid(c, "json"),
      caller,
      house,
      services: apiServices(house.servicesFor(caller.viewer)),
    });
    return answer ? c.json(answer.parse(told), status as 200 | 201 | 202) : c.body(null, status);
  });
}

/** A part of the request as it was checked; its type is the route's own affair. */
function valid(c: Context<Env>, part: string): never {
  return c.req.valid(part as never);
}

/** A route as the library wants it. */
function routeOf(route: ApiRoute) {
  const { method, path, needs, tag, summary, description } = route;
  return createRoute({
    method,
    path,
    operationId: operationIdOf(route),
    tags: [tag],
    summary,
    ...(description && { description }),
    security: needs === "session" ? [{ session: [] }] : [{ session: [] }, { token: [needs] }],
    middleware: async (c: Context<Env>, next: () => Promise<void>) => {
      admit(c.get("caller"), needs, c.req.raw);
      await next();
    },
    request: requestOf(route),
    responses: responsesOf(route),
  });
}

/** A route that declares no query takes none. */
function requestOf({ params, query, headers, body }: ApiRoute) {
  return {
    ...(params && { params: params as z.ZodObject }),
    query: (query ?? NOTHING) as z.ZodObject,
    ...(headers && { headers: headers as z.ZodObject }),
    ...(body && { body: { required: true, content: { "application/json": { schema: body } } } }),
  };
}

function responsesOf({ status, answer, body, problems = [] }: ApiRoute) {
  const statuses = [...new Set([...PROBLEMS_OF_ANY, ...(body ? [413, 415] : []), ...problems])].sort();
  const told = { description: "A problem", content: { [PROBLEM_TYPE]: { schema: problem } } };
  return {
    [status]: answer
      ? { description: "Done", content: { "application/json": { schema: answer } } }
      : { description: "Done; there is nothing to tell" },
    ...Object.fromEntries(statuses.map((status) => [status, told])),
  };
}

/** `GET /brokers/{brokerId}/orders` is `getBrokersOrders`. */
function operationIdOf({ method, path }: ApiRoute): string {
  const words = path.split("/").filter((part) => part !== "" && !part.startsWith("{"));
  const names = words.map((word) => word[0]!.toUpperCase() + word.slice(1));
  return method + names.join("") + (path.endsWith("}") ? "One" : "");
}
