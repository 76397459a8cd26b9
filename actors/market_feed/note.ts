/** What the pure parts of the feed have noticed; see audit.ts for what becomes of it. */
import type { FeedIncident } from "../../domain/feed_audit.ts";

/** One incident, before it is known where and when it was noticed. */
export type Note = Pick<FeedIncident, "kind" | "from" | "to" | "count" | "detail">;
