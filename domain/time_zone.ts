/** Time zones by their IANA names. */

/** The zone of who has not chosen one. */
export const UTC = "UTC";

/** What was expected where a zone is none. */
export const NO_ZONE = "expected an IANA time zone such as Europe/Paris, or UTC";

/** Whether it is an IANA zone that this runtime knows, such as `Europe/Paris`. Offsets are none: they know no summer. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Z]/i.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zones to choose from, `UTC` first, the others by name. */
export function timeZones(): readonly string[] {
  return [UTC, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== UTC).sort()];
}

/** A zone's name in its usual spelling: `europe/paris` is typed for `Europe/Paris`. Others stay as they are. */
export function spelledZone(text: string): string {
  const typed = text.trim();
  return timeZones().find((zone) => zone.toLowerCase() === typed.toLowerCase()) ?? typed;
}
