/** How much the random tests do: little by day, much in `deno task nightly`. */

/** True in `deno task nightly`. */
export const nightly: boolean = Deno.env.get("NIGHTLY") === "1";

/** The size of a random test. */
export function scale(byDay: number, byNight: number): number {
  return nightly ? byNight : byDay;
}

/** Another seed each night, the same one every day; a failing test prints it and `SEED` plays it again. */
export const seed: number = Number(Deno.env.get("SEED") ?? (nightly ? Math.floor(Date.now() / 86_400_000) : 1));
