/** What is at stake for the user of the page. */
import { signal } from "@preact/signals";

/** Whether one of the user's accounts can move real money; null while only the server has said so. */
export const hasLive = signal<boolean | null>(null);
