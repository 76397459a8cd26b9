/** From a route's handlers and component to a response. */
import { componentVNode } from "./render.ts";
import { PageResponse } from "./page.ts";
import { RequestContext } from "./context.ts";
import type { HandlerFn, Handlers, LayoutConfig, Method, RouteComponent } from "./types.ts";

/** What can answer: handlers, a component, or both. */
export interface Answering<State> {
  readonly component?: RouteComponent<unknown, State>;
  readonly handler?: Handlers<unknown, State>;
  readonly config: LayoutConfig;
}

/** Answers with the handler of the request's method; a component alone is a page for GET. */
export async function answer<State>(route: Answering<State>, ctx: RequestContext<State>): Promise<Response> {
  const method = ctx.req.method;
  const handler = handlerOf(route, method);
  if (handler === undefined) return withoutHandler(route, method);
  return withoutBody(await renderAnswer(route, ctx, await handler(ctx)), method);
}

/** The page of an error; `status` where its handler or component names none. */
export async function answerError<State>(
  errorPage: Answering<State>,
  ctx: RequestContext<State>,
  status: number,
): Promise<Response> {
  const handler = typeof errorPage.handler === "function" ? errorPage.handler : errorPage.handler?.GET;
  const given = handler === undefined ? new PageResponse(undefined, { status }) : await handler(ctx);
  return withoutBody(await renderAnswer(errorPage, ctx, given, status), ctx.req.method);
}

async function renderAnswer<State>(
  route: Answering<State>,
  ctx: RequestContext<State>,
  given: Response | PageResponse<unknown>,
  status?: number,
): Promise<Response> {
  if (given instanceof Response) return given;
  if (route.component === undefined) {
    throw new TypeError(
      `Cannot render ${ctx.route ?? ctx.url.pathname}: its handler gave a page, but there is no component`,
    );
  }
  ctx.data = given.data;
  const vnode = await componentVNode(route.component as RouteComponent<unknown, never>, ctx.props());
  if (vnode instanceof Response) return vnode;
  const init = { status: status !== undefined && given.status === 200 ? status : given.status };
  return await ctx.render(vnode, given.headers ? { ...init, headers: given.headers } : init, route.config);
}

function handlerOf<State>(route: Answering<State>, method: string): HandlerFn<unknown, State> | undefined {
  const { handler } = route;
  if (typeof handler === "function") return handler;
  const named = handler?.[method as Method] ?? (method === "HEAD" ? handler?.GET : undefined);
  if (named !== undefined) return named;
  const isPage = route.component !== undefined && handler?.GET === undefined && (method === "GET" || method === "HEAD");
  return isPage ? () => new PageResponse(undefined) : undefined;
}

function withoutHandler<State>(route: Answering<State>, method: string): Response {
  const allow = allowedMethods(route).join(", ");
  if (method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  return new Response("Method Not Allowed", { status: 405, headers: { allow } });
}

/** The methods of a route, for the `Allow` header. */
export function allowedMethods<State>(route: Answering<State>): string[] {
  const named = typeof route.handler === "object" ? Object.keys(route.handler) : [];
  const methods = new Set([...named, "OPTIONS", ...(route.component ? ["GET"] : [])]);
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}

async function withoutBody(response: Response, method: string): Promise<Response> {
  if (method !== "HEAD" || response.body === null) return response;
  await response.body.cancel();
  return new Response(null, response);
}
