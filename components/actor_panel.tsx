/** One actor in detail: how it is doing, what may be done to it, and its messages as they come. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Exit, TreeRow } from "../actors/live/tree_report.ts";
import { isStopped, refusalOf } from "../web/actor_actions.ts";
import type { Trace } from "../web/client/trace.ts";
import { count, rate } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import type { Times } from "../web/times.ts";
import { useTimes } from "../web/zone.ts";
import { ActorButtons, type AskedOfActor } from "./actor_buttons.tsx";
import { overflowText, placeText } from "./actor_words.ts";
import { Icon } from "./icon.tsx";
import { TraceList } from "./trace_list.tsx";

interface PanelProps {
  readonly path: string;
  /** Undefined when the actor has left the tree. */
  readonly row: TreeRow | undefined;
  readonly rows: readonly TreeRow[];
  /** Null = its messages are not shown. */
  readonly trace: Trace | null;
  readonly language: Language;
  readonly texts: Texts["system"];
  /** Null = nothing may be asked. */
  readonly ask: ((asked: AskedOfActor) => void) | null;
  readonly close: () => void;
}

/** Beside the page, and over its lower half on a phone. Escape closes it. */
export function ActorPanel({ path, row, rows, trace, language, texts, ask, close }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus({ preventScroll: true }), [path]);
  useEscape(close);
  return (
    <aside class="actor-panel" ref={panel} tabIndex={-1} aria-labelledby="actor-name">
      <header class="panel-head">
        <h2 id="actor-name">{path.slice(path.lastIndexOf("/") + 1)}</h2>
        <button type="button" class="tool" aria-label={texts.panel.close} onClick={close}>
          <Icon name="close" size={18} />
        </button>
        <code class="quiet">{path}</code>
      </header>
      {row === undefined ? <p class="quiet empty">{texts.panel.gone}</p> : (
        <>
          <Facts row={row} language={language} texts={texts} />
          <div class="actor-do">
            <ActorButtons row={row} rows={rows} texts={texts} ask={ask} />
            {ask && <Why row={row} rows={rows} texts={texts} />}
          </div>
          {trace !== null && row.kind === "actor" && !isStopped(row) && (
            <TraceList trace={trace} language={language} texts={texts.trace} />
          )}
        </>
      )}
    </aside>
  );
}

function useEscape(close: () => void): void {
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape" && !document.querySelector("dialog[open]")) close();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [close]);
}

function Why({ row, rows, texts }: Pick<PanelProps, "rows" | "texts"> & { row: TreeRow }) {
  const refusal = refusalOf(rows, row, "restart") ?? refusalOf(rows, row, "stop");
  return refusal === null || refusal === "stopped" ? null : <p class="quiet">{texts.refusal[refusal]}</p>;
}

function Facts({ row, language, texts }: Pick<PanelProps, "language" | "texts"> & { row: TreeRow }) {
  const { columns, panel } = texts;
  const { mailbox, lastExit } = row;
  const times = useTimes();
  const hasMailbox = row.kind === "actor" && !isStopped(row);
  const facts: (false | [name: string, value: ComponentChildren, tone?: string])[] = [
    [columns.state, <State key="state" row={row} texts={texts} />],
    row.degraded !== null && [panel.degraded, row.degraded, "down"],
    row.strategy !== null && [panel.strategy, row.strategy],
    row.kind === "actor" && [columns.place, placeText(row, texts)],
    hasMailbox && [
      panel.mailbox,
      `${count(mailbox.depth, language)} / ${count(mailbox.capacity, language)}, ${
        fill(panel.full, { policy: overflowText(row, texts) })
      }`,
    ],
    hasMailbox && [panel.dropped, count(mailbox.dropped, language), mailbox.dropped > 0 ? "warns" : ""],
    hasMailbox && [
      panel.handled,
      `${count(row.handled, language)} (${rate(row.perSecond, language)} ${columns.rate})`,
    ],
    [fill(panel.started, { zone: times.zoneLabel }), times.dateSecondTime(row.startedMs)],
    [texts.restarts, count(row.restarts, language), row.restarts > 0 ? "warns" : ""],
    [columns.lastExit, lastExit === null ? texts.never : exitText(lastExit, texts, times), lastExit?.kind],
  ];
  return (
    <>
      <dl class="facts">
        {facts.filter((fact) => fact !== false).map(([name, value, tone]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={tone}>{value}</dd>
          </div>
        ))}
      </dl>
      {lastExit?.message && <pre class="exit-full">{lastExit.message}</pre>}
      {row.departed.length > 0 && <Departed row={row} texts={texts} />}
    </>
  );
}

/** Children that ended and that nobody starts again: they are in no line of the tree. */
function Departed({ row: { departed }, texts }: { row: TreeRow; texts: Texts["system"] }) {
  const times = useTimes();
  return (
    <section class="departed">
      <h3>{texts.panel.departed}</h3>
      <ul>
        {departed.map((exit) => (
          <li key={`${exit.id} ${exit.atMs}`}>
            <code>{exit.id}</code> <span class={exit.kind}>{exitText(exit, texts, times)}</span>
            {exit.message && <span class="quiet">{` ${exit.message.slice(0, 200)}`}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ row, texts }: { row: TreeRow; texts: Texts["system"] }) {
  return (
    <span class={`state ${row.status}`}>
      <i aria-hidden="true" />
      {texts.status[row.status]}
    </span>
  );
}

function exitText({ kind, atMs }: Exit, texts: Texts["system"], times: Times): string {
  return atMs === null ? texts.exit[kind] : `${texts.exit[kind]} · ${times.dateSecondTime(atMs)}`;
}
