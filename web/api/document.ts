/** What the OpenAPI document says beside the routes. */
import { COOKIES } from "../preferences.ts";

/** Problems that any route may have. */
export const PROBLEMS_OF_ANY = [400, 401, 403, 429, 500, 503] as const;

/** The document without its routes. */
export const DOCUMENT = {
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
  servers: [{ url: "/" }],
  tags: [
    { name: "account", description: "Who asks, and what they prefer" },
    { name: "tokens", description: "The tokens of one's programs; only a session may ask" },
    { name: "brokers", description: "Accounts at exchanges; only a session may touch credentials" },
    { name: "markets", description: "What can be traded, and what markets do" },
    { name: "trading", description: "Orders by hand" },
    { name: "bot", description: "Strategies at work" },
  ],
};

/** How one says who one is. */
export const SECURITY_SCHEMES = {
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
