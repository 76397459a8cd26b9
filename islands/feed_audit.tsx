/** The feed's audit log and its sums: stored entries first, then each new one as it is noticed. */
import { useEffect, useRef, useState } from "preact/hooks";
import { CoherenceTable } from "../components/coherence_table.tsx";
import { FilterSelect } from "../components/filter_select.tsx";
import { IncidentTable } from "../components/incident_table.tsx";
import { Panel } from "../components/panel.tsx";
import type { Coherence } from "../domain/feed_audit.ts";
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import {
  AUDIT_GROUPS,
  type AuditFilter,
  type AuditGroup,
  type AuditRow,
  fetchAudit,
  isShown,
} from "../web/client/audit.ts";
import { watch } from "../web/client/live_connection.ts";
import { coherences as liveCoherences, keyOf, onEvent, onMissed, useLive } from "../web/client/store.ts";
import { fill, type Language, textsOf } from "../web/i18n/mod.ts";

/** Entries that a page keeps; older ones can be asked for. */
const KEPT = 500;
const NO_FILTER: AuditFilter = { group: null, symbol: null };

interface AuditProps {
  readonly language: Language;
  readonly symbols: readonly Symbol[];
  /** The shortest first. */
  readonly timeframes: readonly Timeframe[];
  /** Stored entries, the newest first. */
  readonly incidents: readonly AuditRow[];
  readonly coherences: readonly Coherence[];
  /** Entries of one page: a shorter page is the last. */
  readonly pageSize: number;
}

export default function FeedAudit({ language, symbols, timeframes, incidents, coherences, pageSize }: AuditProps) {
  const texts = textsOf(language).heartbeat.audit;
  const log = useAuditLog(incidents, pageSize);
  const { filter, rows } = log;
  const live = useLive(liveCoherences, null);
  const shown = new Map([...coherences, ...live?.values() ?? []].map((one) => [keyOf(one), one]));
  const groups = (Object.keys(AUDIT_GROUPS) as AuditGroup[]).map((group) => [group, texts.groups[group]] as const);
  const markets = symbols.map((symbol) => [symbol, symbol] as const);
  const aside = (
    <span class="filters">
      <FilterSelect
        label={texts.group}
        all={texts.all}
        options={groups}
        value={filter.group}
        choose={(group) => log.show({ ...filter, group })}
      />
      <FilterSelect
        label={texts.market}
        all={texts.all}
        options={markets}
        value={filter.symbol}
        choose={(symbol) => log.show({ ...filter, symbol })}
      />
    </span>
  );
  const none = filter.group === null && filter.symbol === null ? texts.none : texts.noneFiltered;
  return (
    <>
      <CoherenceTable coherences={[...shown.values()]} {...{ timeframes, language, texts }} />
      <Panel title={texts.title} aside={aside} class="audit">
        {rows.length === 0 ? <p class="quiet empty">{none}</p> : <IncidentTable rows={rows} {...{ language, texts }} />}
        {log.error !== null && (
          <p class="error-text audit-more" role="alert">{fill(texts.failed, { reason: log.error })}</p>
        )}
        {log.hasOlder && (
          <p class="audit-more">
            <button type="button" class="button" disabled={log.isLoading} onClick={log.loadOlder}>
              {texts.older}
            </button>
          </p>
        )}
      </Panel>
    </>
  );
}

/** The log as it is filtered: a new filter fetches it anew, and so does whatever may have passed unheard. */
function useAuditLog(rendered: readonly AuditRow[], pageSize: number) {
  const [filter, setFilter] = useState(NO_FILTER);
  const [rows, setRows] = useState(rendered);
  const [hasOlder, setHasOlder] = useState(rendered.length === pageSize);
  const [isLoading, setLoading] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const running = useRef<AbortController>(null);
  const shown = useRef(filter);
  shown.current = filter;

  function load(of: AuditFilter, before: number | null) {
    running.current?.abort();
    const { signal } = running.current = new AbortController();
    setLoading(true);
    fetchAudit(of, before, signal).then((page) => {
      setRows((known) => before === null ? page : [...known, ...page]);
      setHasOlder(page.length === pageSize);
      setError(null);
      setLoading(false);
    }, (failure: Error) => {
      if (signal.aborted) return;
      setError(failure.message);
      setLoading(false);
    });
  }

  useEffect(() => watch("audit"), []);
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => onMissed(() => load(shown.current, null)), []);
  useEffect(() =>
    onEvent("audit", ({ incidents }) => {
      const added = incidents.filter((one) => isShown(one, filter)).map((one) => ({ ...one, id: null })).toReversed();
      if (added.length > 0) setRows((known) => [...added, ...known].slice(0, KEPT));
    }), [filter]);

  return {
    filter,
    rows,
    hasOlder,
    isLoading,
    error,
    show(next: AuditFilter) {
      setFilter(next);
      load(next, null);
    },
    /** Entries that came live have no number yet: the page before them is asked for anew, from its newest on. */
    loadOlder: () => load(filter, rows.findLast(({ id }) => id !== null)?.id ?? null),
  };
}
