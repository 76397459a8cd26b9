/** The audit log of the market feed as a page shows it: what is stored, and what comes while it looks. */
import type { FeedIncident, IncidentKind } from "../../domain/feed_audit.ts";
import type { Symbol } from "../../domain/market.ts";

/** A stored entry has a number, which rises; one that was just told has none yet. */
export type AuditRow = FeedIncident & { readonly id: number | null };

/** What of it is shown; null = all. */
export interface AuditFilter {
  readonly group: AuditGroup | null;
  readonly symbol: Symbol | null;
}

/** Kinds that a reader asks for together. */
export const AUDIT_GROUPS = {
  candles: ["candle_gap", "candle_repair", "halt", "late", "duplicate", "correction"],
  trades: ["trade_gap", "trade_repair"],
  wire: ["wire_lost", "wire_live"],
  book: ["book_gap", "book_resync"],
} as const satisfies Record<string, readonly IncidentKind[]>;
/** Kinds that a reader asks for together. */
export type AuditGroup = keyof typeof AUDIT_GROUPS;

/** Whether an entry is shown. What concerns the whole connection belongs to every market. */
export function isShown({ kind, symbol }: FeedIncident, filter: AuditFilter): boolean {
  const inGroup = filter.group === null || (AUDIT_GROUPS[filter.group] as readonly IncidentKind[]).includes(kind);
  return inGroup && (filter.symbol === null || symbol === null || symbol === filter.symbol);
}

/** Stored entries, the newest first, older than the one numbered `before`. @throws {Error} in the server's words. */
export async function fetchAudit(
  { group, symbol }: AuditFilter,
  before: number | null,
  signal: AbortSignal,
): Promise<AuditRow[]> {
  const query = new URLSearchParams();
  if (group !== null) query.set("group", group);
  if (symbol !== null) query.set("symbol", symbol);
  if (before !== null) query.set("before", String(before));
  const response = await fetch(`/api/audit?${query}`, { signal });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error((answer as { error?: string }).error ?? `HTTP ${response.status}`);
  return answer as AuditRow[];
}
