/** What a demo exchange must remember so that a restart goes on with the same timeline. */
import { dirname } from "node:path";
import { z } from "zod";

const shift = z.object({
  /** Added to the recording's times, ms; a whole number of days. */
  shiftMs: z.int(),
  /** First minute of the recording and its length: another recording is laid anew. */
  recordingStartMs: z.int(),
  recordingMinutes: z.int(),
});

const halt = z.object({ fromMs: z.int(), flatMinutes: z.int(), missingMinutes: z.int() });

/** The remembered state. */
export const demoState = z.object({
  version: z.literal(1),
  anchor: z.object({ wallMs: z.number(), exchangeMs: z.int() }),
  speed: z.number().positive(),
  shifts: z.record(z.string(), shift),
  /** Halts that have been, by symbol: they are history. */
  halts: z.record(z.string(), z.array(halt)).default({}),
  /** Where it listened last. */
  port: z.int().nullable(),
});
/** The remembered state. */
export type DemoState = z.infer<typeof demoState>;

/**
 * Reads the state, or null when there is no such file.
 * @throws {SyntaxError} when the file is no state, naming it.
 */
export async function loadState(path: string): Promise<DemoState | null> {
  const text = await Deno.readTextFile(path).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return demoState.parse(JSON.parse(text));
  } catch (error) {
    throw new SyntaxError(
      `Cannot read the demo exchange's state ${path}: expected what an earlier run wrote, or no file`,
      { cause: error },
    );
  }
}

/** Writes the state whole or not at all; makes the directory where it is missing. */
export function saveState(path: string, state: DemoState): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.tmp`;
  Deno.writeTextFileSync(draft, JSON.stringify(state, null, 2) + "\n");
  Deno.renameSync(draft, path);
}
