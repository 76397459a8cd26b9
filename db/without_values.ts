/** Errors of the database that do not repeat what was to be stored. */
import postgres from "postgres";

/**
 * Waits for a statement that stores hashes or sealed secrets. Where the database refuses it, the error has the database's
 * words, code and constraint, but neither the row nor the values, which the original one quotes.
 */
export async function withoutValues<T>(statement: PromiseLike<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const { message, code, constraint_name } = error;
    throw Object.assign(new Error(`Cannot store the row: ${message}`), { code, constraint_name });
  }
}
