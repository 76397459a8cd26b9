/** An error that is an answer: thrown in a handler or middleware, it becomes a response with its status. */

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** What a status is called (RFC 9110). */
export function reasonOf(status: number): string {
  return REASONS[status] ?? `HTTP ${status}`;
}

/** An error with the HTTP status that it answers with (400 to 599). Its message may be shown to the asker. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;

  constructor(status: number, message?: string, options?: ErrorOptions) {
    super(message ?? reasonOf(status), options);
    this.status = status;
  }
}

/** The status that an error answers with: its own, or 500. */
export function statusOf(error: unknown): number {
  return error instanceof HttpError ? error.status : 500;
}
