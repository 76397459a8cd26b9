/**
 * A route of the API as data: who may ask, what may be asked, what is answered, and how it is done. What is not declared is
 * refused on the way in, and left out on the way out.
 */
import { z } from "zod";
import type { Scope } from "../../security/tokens.ts";
import type { Services, WebHouse } from "../services.ts";
import type { Caller } from "./caller.ts";

/**
 * Who may ask: a session, or a token with that scope; `session`: no token at all, since it is about secrets or tokens;
 * `nobody`: everybody.
 */
export type Needs = Scope | "session" | "nobody";

/** What a handler is handed: the parts of the request in their own types, and what the house does for who asks. */
export interface Asked<P, Q, H, B> {
  readonly params: Output<P>;
  readonly query: Output<Q>;
  readonly headers: Output<H>;
  readonly body: Output<B>;
  readonly caller: Caller;
  readonly house: WebHouse;
  readonly services: Services;
}

type Schema = z.ZodType | undefined;
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
/** What may be answered, also where it must not be changed. */
type Told<T> = T extends readonly (infer E)[] ? readonly Told<E>[]
  : T extends object ? { readonly [K in keyof T]: Told<T[K]> }
  : T;
type Answered<A> = A extends z.ZodType ? Told<z.input<A>> : void;

/** What a route declares. */
export interface RouteSpec<P extends Schema, Q extends Schema, H extends Schema, B extends Schema, A extends Schema> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api/v1`, in OpenAPI's grammar: `/brokers/{brokerId}`. */
  readonly path: `/${string}`;
  readonly needs: Needs;
  /** Its room in the document. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly headers?: H;
  readonly body?: B;
  readonly status: 200 | 201 | 202 | 204;
  /** Of the body; absent = there is none. */
  readonly answer?: A;
  /** Statuses of problems beyond those that any route may have. */
  readonly problems?: readonly number[];
}

/** A route whose own types are forgotten, as the router holds it. */
export interface ApiRoute extends RouteSpec<Schema, Schema, Schema, Schema, Schema> {
  readonly handle: (asked: Asked<never, never, never, never>) => Promise<unknown>;
}

/** Declares a route. */
export function route<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  H extends Schema = undefined,
  B extends Schema = undefined,
  A extends Schema = undefined,
>(spec: RouteSpec<P, Q, H, B, A>, handle: (asked: Asked<P, Q, H, B>) => Promise<Answered<A>>): ApiRoute {
  return { ...spec, handle } as ApiRoute;
}
