/** Bodies of requests that must be JSON. */
import { HttpError } from "./fresh/error.ts";

/** @throws {HttpError} 415 for any other type, which keeps forms of other sites out; 400 for what is no JSON. */
export async function jsonOf(request: Request): Promise<unknown> {
  if (!request.headers.get("content-type")?.startsWith("application/json")) {
    throw new HttpError(415, "expected a body of application/json");
  }
  try {
    return await request.json();
  } catch (cause) {
    throw new HttpError(400, "expected a body of JSON", { cause });
  }
}
