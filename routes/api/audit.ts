/** The market feed's audit log, the newest entries first. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import { AUDIT_GROUPS, type AuditGroup } from "../../web/client/audit.ts";
import { AUDIT_PAGE } from "../../web/services.ts";
import { define } from "../../web/state.ts";

const query = z.object({
  group: z.enum(Object.keys(AUDIT_GROUPS) as [AuditGroup, ...AuditGroup[]]).optional(),
  symbol: symbol.optional(),
  /** Only entries with a smaller number. */
  before: z.coerce.number().int().positive().optional(),
});

export const handler = define.handlers({
  GET: async (ctx) => {
    const { group, symbol, before } = query.parse(Object.fromEntries(ctx.url.searchParams));
    const rows = await ctx.state.services.incidents({
      kinds: group ? AUDIT_GROUPS[group] : null,
      symbol: symbol ?? null,
      beforeId: before ?? null,
      limit: AUDIT_PAGE,
    });
    return Response.json(rows, { headers: { "cache-control": "no-store" } });
  },
});
