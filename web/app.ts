/** The web application: what guards every request, and the Fresh routes behind it. */
import { App, staticFiles } from "fresh";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { secureHeaders } from "hono/secure-headers";
import { createApi } from "./api/api.ts";
import { problemResponse } from "./api/problem.ts";
import { API_PATH, isOfApi } from "./api/routes.ts";
import { type Assets, ROOT } from "./assets.ts";
import { failureJson, failureOf } from "./errors.ts";
import { HttpError } from "./fresh/error.ts";
import type { RouteFacts, ServeInfo } from "./fresh/types.ts";
import { turnedAway, viewerOf } from "./guard.ts";
import { textsOf } from "./i18n/mod.ts";
import { browserCookie, readPreferences } from "./preferences.ts";
import { isForeign } from "./same_origin.ts";
import type { WebHouse } from "./services.ts";
import type { State } from "./state.ts";
import type { Viewer } from "./viewer.ts";
import { isOfWebhook, WEBHOOK_PATH } from "./webhook_gate.ts";

/** Bodies of requests may have this many bytes. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Names by which a loopback server may be called; any other name is a page elsewhere that points its name at us. */
const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** Answers requests. */
export interface WebApp {
  fetch(request: Request, info?: ServeInfo): Promise<Response>;
  /** Every pattern that the router knows, with its methods; the gate of webhooks apart, which knows no user. */
  readonly routes: readonly RouteFacts[];
}

/** Makes the application of a house. */
export async function createApp(house: WebHouse, assets: Assets): Promise<WebApp> {
  const fresh = new App<State>({ root: ROOT, scripts: assets.scripts });
  fresh.use(staticFiles(assets.store));
  fresh.use((ctx) => withState(house, assets.build, ctx));
  await fresh.fsRoutes();
  const handler = fresh.handler();
  const hono = new Hono<{ Bindings: { info?: ServeInfo } }>();
  hono.use(secureHeaders(SECURITY));
  // Before all that is about browsers: who calls a webhook has its token, and no cookie.
  for (const path of [WEBHOOK_PATH, `${WEBHOOK_PATH}/*`]) {
    hono.all(path, (c) => house.webhookGate.answer(c.req.raw, c.env.info));
  }
  if (house.facts.loopbackOnly) hono.use(loopbackNamesOnly);
  hono.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }));
  const api = createApi(house);
  hono.all(`${API_PATH}/*`, (c, next) => isOfApi(c.req.path) ? api.fetch(c.req.raw, c.env.info) : next());
  hono.use(csrf(), ownPagesOnly);
  hono.all("*", (c) => handler(c.req.raw, c.env.info));
  hono.onError((error, c) => {
    if (isOfWebhook(c.req.path)) return failureJson(failureOf(error, withoutToken(c.req.raw), house.log));
    if (isOfApi(c.req.path)) return problemResponse(error, c.req.raw, house.log);
    return failureJson(failureOf(error, c.req.raw, house.log));
  });
  return {
    routes: [...fresh.routes, ...api.routes],
    fetch: async (request, info) => await hono.fetch(request, info ? { info } : {}),
  };
}

/** Of a call that failed the log shows the address without what opens it. */
function withoutToken(request: Request): Request {
  return new Request(new URL(WEBHOOK_PATH, request.url), { method: request.method });
}

/** Hono's check looks at what forms can send; this one at everything that a page elsewhere says it sends. */
const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  if (isForeign(c.req.raw)) throw new HttpError(403, "This is not taken from another site");
  await next();
};

const loopbackNamesOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (!LOOPBACK_NAMES.test(host)) {
    throw new HttpError(403, `Host "${host}" is not served: expected localhost or 127.0.0.1`);
  }
  await next();
};

function tooLarge(): Response {
  throw new HttpError(413, `Body is too large: expected at most ${MAX_BODY_BYTES} bytes`);
}

/** Scripts come from here alone. Inline styles are allowed because the chart library writes some. */
const SECURITY: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: "same-origin",
  strictTransportSecurity: false, // for who ends TLS in front of us to say
  xFrameOptions: "DENY",
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
};

type Ctx = Parameters<Parameters<App<State>["use"]>[0]>[0];

function stateOf(house: WebHouse, viewer: Viewer | null, told: Omit<State, "house" | "viewer" | "services">): State {
  const services = viewer && house.servicesFor(viewer);
  return {
    ...told,
    house,
    viewer,
    get services() {
      if (services === null) throw new HttpError(401, "Sign in first");
      return services;
    },
  };
}

/** Puts the house, who asks and the preferences at hand, and lets nobody further than they may go. */
async function withState(house: WebHouse, build: string, ctx: Ctx): Promise<Response> {
  const { session, browserId: known, language, theme } = readPreferences(ctx.req, house.facts.language);
  const browserId = known ?? crypto.randomUUID();
  const told = { language, texts: textsOf(language), theme, build };
  let viewer: Viewer | null = null;
  try {
    viewer = await viewerOf(house.accounts, house.debugUser, { session, browserId });
  } catch (error) {
    ctx.state = stateOf(house, null, { ...told, failure: error });
    return await ctx.next(); // which fails with it, in a page where one was asked for
  }
  ctx.state = stateOf(house, viewer, { ...told, failure: null });
  const response = turnedAway(viewer, ctx.route, ctx.req) ?? await ctx.next();
  if (known === null && viewer?.sessionId === null) response.headers.append("set-cookie", browserCookie(browserId));
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}
