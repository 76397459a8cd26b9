/** Who asks: the user behind a request, and the browser it came from. */

/** For whom the house acts while it answers. */
export interface Viewer {
  readonly userId: string;
  readonly name: string;
  /** Names the browser in the house; opens nothing. */
  readonly browserId: string;
  /** The session that the browser is signed in by; null = none is needed, in debug mode. */
  readonly sessionId: string | null;
  /** The user of debug mode: sees the rows of all, and may restart and stop actors. */
  readonly isDev: boolean;
  /** Nothing else before that. */
  readonly mustChangePassword: boolean;
}

/** Whose rows are shown: a user's, or everybody's (null). */
export function rowsOf({ isDev, userId }: Viewer): string | null {
  return isDev ? null : userId;
}
