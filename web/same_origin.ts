/** Whether a request comes from one of our own pages. */

/** Requests that change nothing; no other site can see their answers. */
const SAFE = /^(GET|HEAD|OPTIONS)$/;

/** Whether a browser says that a page of ours asks. What only reads is taken from anybody. */
export function isSameOrigin(request: Request): boolean {
  return SAFE.test(request.method) || request.headers.get("sec-fetch-site") === "same-origin" ||
    request.headers.get("origin") === new URL(request.url).origin;
}

/** Whether a browser says that a page elsewhere asks. */
export function isForeign(request: Request): boolean {
  return request.headers.has("origin") && !isSameOrigin(request);
}
