/** The running system, once a second while the page is open; one actor in detail, with its messages, when it is chosen. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { TreeReport, TreeRow } from "../actors/live/tree_report.ts";
import type { AskedOfActor } from "../components/actor_buttons.tsx";
import { ActorDialog, wordOf } from "../components/actor_dialog.tsx";
import { ActorPanel } from "../components/actor_panel.tsx";
import { CycleNotice } from "../components/cycle_notice.tsx";
import { DeadLetters } from "../components/dead_letters.tsx";
import { Panel } from "../components/panel.tsx";
import { TreeTable } from "../components/tree_table.tsx";
import { post } from "../web/client/post.ts";
import { watch } from "../web/client/live_connection.ts";
import { tree as liveTree, useLive } from "../web/client/store.ts";
import { useTrace } from "../web/client/trace.ts";
import { count, rate } from "../web/format.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

interface TreeProps {
  readonly language: Language;
  readonly report: TreeReport;
  /** Sees all of it, with the messages of actors, and may restart and stop them. */
  readonly isDev: boolean;
}

export default function SystemTree({ language, report: rendered, isDev }: TreeProps) {
  const { system: texts } = textsOf(language);
  useEffect(() => watch(isDev ? "tree:whole" : "tree"), []);
  const report = useLive(liveTree, rendered);
  const { rows, atMs } = report;
  const { secondTime, zoneLabel } = useTimes();
  const [chosen, choose] = useState<string | null>(null);
  const [asked, ask] = useState<AskedOfActor | null>(null);
  const row = rows.find(({ path }) => path === chosen);
  const trace = useTrace(isDev && row?.kind === "actor" ? row.path : null);
  const close = useCallback(() => {
    choose(null);
    focusName(chosen);
  }, [chosen]);
  const shared = { rows, language, texts, ask: isDev ? ask : null };
  return (
    <>
      {report.cycle && <CycleNotice cycle={report.cycle} texts={texts} />}
      <Figures report={report} language={language} texts={texts} />
      <Panel title={texts.tree} aside={<span class="quiet">{secondTime(atMs)} {zoneLabel}</span>}>
        <TreeTable {...shared} atMs={atMs} chosen={chosen} choose={choose} />
      </Panel>
      {isDev && <DeadLetters report={report} language={language} texts={texts} />}
      {chosen !== null && <ActorPanel {...shared} path={chosen} row={row} trace={isDev ? trace : null} close={close} />}
      <ActorDialog
        asked={asked}
        rows={rows}
        texts={texts}
        cancel={() => ask(null)}
        confirm={(what) => {
          ask(null);
          void send(what);
        }}
      />
    </>
  );
}

function send(asked: AskedOfActor): Promise<void> {
  const { row: { name, path }, action } = asked;
  return post(
    `/system/${action}`,
    (t) => fill(t.system.sent, { action: t.system[wordOf(asked)], name }),
    { path },
  );
}

/** Back to where the details were opened from. */
function focusName(path: string | null): void {
  if (path !== null) document.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
}

interface FiguresProps {
  readonly report: TreeReport;
  readonly language: Language;
  readonly texts: Texts["system"];
}

function Figures({ report, language, texts }: FiguresProps) {
  const actors = report.rows.filter(({ kind }) => kind === "actor");
  const sum = (value: (row: TreeRow) => number) => actors.reduce((all, row) => all + value(row), 0);
  const restarts = sum((row) => row.restarts);
  const figures: [string, string, boolean][] = [
    [texts.actors, count(actors.length, language), false],
    [texts.rate, rate(sum((row) => row.perSecond), language), false],
    [texts.restarts, count(restarts, language), restarts > 0],
    [texts.deadLetters, count(report.deadLetters.count, language), report.deadLetters.count > 0],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value, warns]) => (
        <div key={name} class={warns ? "figure warns" : "figure"}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
