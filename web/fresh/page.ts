/** What a handler returns to have its page rendered. */

/** Data for the route's component, and how to answer. */
export class PageResponse<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: HeadersInit | undefined;

  constructor(data: Data, init: { status?: number; headers?: HeadersInit } = {}) {
    this.data = data;
    this.status = init.status ?? 200;
    this.headers = init.headers;
  }
}

/** Renders the route's component with `data`. */
export function page<Data>(data: Data, init?: { status?: number; headers?: HeadersInit }): PageResponse<Data>;
export function page(): PageResponse<undefined>;
export function page(data?: unknown, init?: { status?: number; headers?: HeadersInit }): PageResponse<unknown> {
  return new PageResponse(data, init);
}
