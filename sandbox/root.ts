/** Where the project lies. */
import { join } from "node:path";

/** Absolute path of the project. */
export const ROOT = join(import.meta.dirname ?? "", "..");
