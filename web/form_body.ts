/** Bodies of requests that must be forms. */
import { HttpError } from "./fresh/error.ts";

/** @throws {HttpError} 415 for what is no form. */
export async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    throw new HttpError(415, "expected a body of application/x-www-form-urlencoded", { cause });
  }
}
