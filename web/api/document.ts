/** The OpenAPI document: each route as the library wants it, and what stands beside the routes. */
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { COOKIES } from "../preferences.ts";
import { problem, PROBLEM_TYPE } from "./problem.ts";
import type { ApiRoute } from "./route.ts";
import { API_PATH, API_ROUTES } from "./routes.ts";

/** Problems that any route may have. */
const PROBLEMS_OF_ANY = [400, 401, 403, 429, 500, 503, 504] as const;
const NOTHING = z.strictObject({});

const DOCUMENT = {
  openapi: "3.1.0",
  info: {
    title: "Aristobot",
    version: "1",
    description: [
      "Everything that the pages do for a user, for programs.",
      'Prices and amounts are decimal text (`"28366.61"`), times UTC milliseconds.',
      "A parameter that is not declared is refused. Problems are told as RFC 9457 has it.",
    ].join(" "),
  },
  servers: [{ url: API_PATH }],
  tags: [
    { name: "account", description: "Who asks, and what they prefer" },
    { name: "tokens", description: "The tokens of one's programs; only a session may ask" },
    { name: "brokers", description: "Accounts at exchanges; only a session may touch credentials" },
    { name: "markets", description: "What can be traded, and what markets do" },
    { name: "trading", description: "Orders by hand" },
    { name: "risk", description: "Limits, real money, and the kill switch" },
    { name: "bot", description: "Strategies at work" },
    { name: "webhooks", description: "Addresses that signals are sent to, and the calls that came" },
    { name: "strategies", description: "What the user has written" },
    { name: "backtests", description: "Strategies over the past, and searches for their parameters" },
    { name: "statistics", description: "What trading has brought" },
    { name: "notifications", description: "Being told outside of the page; only a session may touch channels" },
  ],
};

/** How one says who one is. */
const SECURITY_SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: COOKIES.session,
    description: "The session of a browser; what changes something needs a header `Origin` of this server",
  },
  token: {
    type: "http",
    scheme: "bearer",
    description: "An API token, made on the page My account: `read` may look, `trade` may trade as well",
  },
} as const;

/** A document as OpenAPI 3.1 has it; it never changes while the platform runs. */
export type ApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

/** Makes the document. */
export function apiDocument(): ApiDocument {
  const hono = new OpenAPIHono();
  const registry = hono.openAPIRegistry;
  for (const route of API_ROUTES) registry.registerPath(routeOf(route));
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    registry.registerComponent("securitySchemes", name, scheme);
  }
  const text = JSON.stringify(hono.getOpenAPI31Document(DOCUMENT));
  return JSON.parse(text, (key, value) => key === "pattern" && typeof value === "string" ? withoutFlag(value) : value);
}

/** The library writes the flag of a pattern into it; JSON Schema has none, and reads every pattern as with this one. */
function withoutFlag(pattern: string): string {
  return pattern.replace(/\/u$/, "");
}

/** A route as the library wants it. */
export function routeOf(route: ApiRoute) {
  const { method, path, needs, tag, summary, description } = route;
  return createRoute({
    method,
    path,
    operationId: operationIdOf(route),
    tags: [tag],
    summary,
    ...(description && { description }),
    security: needs === "session" ? [{ session: [] }] : [{ session: [] }, { token: [needs] }],
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
