/** Checks of payloads, and the words for those that are not as documented. */
import type { z } from "zod";

/** The payload, as its schema has it. @throws {TypeError} with the text and the field when it is not so. */
export function checked<T>(schema: z.ZodType<T>, payload: unknown, text: string): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TypeError(`Cannot read frame ${excerpt(text)}: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** The payload, by a quick check first; the schema finds the words when that fails. @throws {TypeError} as {@linkcode checked}. */
export function guarded<T>(
  guard: (payload: Record<string, unknown>) => payload is T & Record<string, unknown>,
  schema: z.ZodType<T>,
  payload: Record<string, unknown>,
  text: string,
): T {
  return guard(payload) ? payload : checked(schema, payload, text);
}

/** The beginning of a text, for messages. */
export function excerpt(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Whether it has fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
