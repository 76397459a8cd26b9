/** A value from outside against its schema. */
import type { Schema } from "./types.ts";

/** What the schema says; one that throws (a check of the program's own, a value nested too deep) refuses the value. */
export function check<T>(schema: Schema<T>, value: unknown): ReturnType<Schema<T>["safeParse"]> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    return { success: false, error: error instanceof Error ? error : new TypeError(String(error)) };
  }
}
