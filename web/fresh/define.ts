/** Typed helpers: they return what they are given, and know the application's state. */
import type { ComponentChildren } from "preact";
import type { PageResponse } from "./page.ts";
import type { Async, Handlers, Method, Middleware, PageProps } from "./types.ts";

/** The data that a handler gives to its page. */
// deno-lint-ignore no-explicit-any -- whatever context it takes: only what it returns is looked at
type DataOfOne<F> = F extends (ctx: any) => infer R ? DataOfAnswer<Awaited<R>> : never;
type DataOfAnswer<A> = A extends PageResponse<infer D> ? D : never;

/** The data that the page of these handlers is given. */
// deno-lint-ignore no-explicit-any -- as above
export type DataOf<H> = H extends (ctx: any) => unknown ? DataOfOne<H>
  : H extends { readonly [M in Method]?: unknown } ? { [M in keyof H]: DataOfOne<H[M]> }[keyof H]
  : never;

type Data<H> = [H] extends [never] ? unknown : DataOf<H>;
type Render<D, State> = (props: PageProps<D, State>) => Async<ComponentChildren | Response>;

/** Helpers for one type of state. */
export interface Define<State> {
  handlers<H extends Handlers<unknown, State>>(handlers: H): H;
  page<H = never>(render: Render<Data<H>, State>): Render<Data<H>, State>;
  layout(render: Render<unknown, State>): Render<unknown, State>;
  middleware<M extends Middleware<State> | readonly Middleware<State>[]>(middleware: M): M;
}

/** Makes the helpers of an application: `export const define = createDefine<State>()`. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}
