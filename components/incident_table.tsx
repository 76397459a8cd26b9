/** Entries of the feed's audit log. */
import type { FeedIncident, IncidentKind } from "../domain/feed_audit.ts";
import type { AuditRow } from "../web/client/audit.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import type { Times } from "../web/times.ts";
import { useTimes } from "../web/zone.ts";

interface TableProps {
  /** The newest first. */
  readonly rows: readonly AuditRow[];
  readonly language: Language;
  readonly texts: Texts["heartbeat"]["audit"];
}

/** What is over again is shown calmly; what was lost, or is lost still, is not. */
const TONE: Readonly<Record<IncidentKind, "good" | "even" | "warns" | "bad">> = {
  candle_gap: "warns",
  candle_repair: "good",
  trade_gap: "warns",
  trade_repair: "good",
  halt: "bad",
  correction: "bad",
  duplicate: "even",
  late: "warns",
  wire_lost: "bad",
  wire_live: "good",
  book_gap: "warns",
  book_resync: "good",
};

/** One row an entry. */
export function IncidentTable({ rows, language, texts }: TableProps) {
  const { columns } = texts;
  const times = useTimes();
  const time = fill(columns.time, { zone: times.zoneLabel });
  return (
    <div class="table-scroll audit-rows" tabIndex={0} role="region" aria-label={texts.title}>
      <table class="cards compact">
        <thead>
          <tr>
            <th scope="col">{time}</th>
            <th scope="col">{columns.kind}</th>
            <th scope="col">{columns.market}</th>
            <th scope="col">{columns.concerns}</th>
            <th scope="col" class="number">{columns.count}</th>
            <th scope="col">{columns.detail}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.id ?? `new ${rows.length - index}`}>
              <td data-label={time} class="nowrap">{times.dateSecondTime(row.atMs)}</td>
              <td data-label={columns.kind}>
                <span class={`tag ${TONE[row.kind]}`}>{texts.kinds[row.kind]}</span>
              </td>
              <td data-label={columns.market}>
                {row.symbol ?? row.exchange} {row.timeframe && <span class="tag">{row.timeframe}</span>}
              </td>
              <td data-label={columns.concerns}>{concernsText(row, texts, times)}</td>
              <td data-label={columns.count} class="number">{row.count > 0 && count(row.count, language)}</td>
              <td data-label={columns.detail} class="audit-detail">{row.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Ids of trades and updates, or open times of candles. */
function concernsText({ kind, from, to }: FeedIncident, texts: TableProps["texts"], times: Times): string {
  if (from === null) return "";
  if (kind.startsWith("trade_") || kind.startsWith("book_")) {
    return to === null || to === from ? fill(texts.oneId, { from }) : fill(texts.ids, { from, to });
  }
  return to === null || to === from ? times.dateTime(from) : times.span(from, to);
}
