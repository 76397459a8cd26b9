/** The running system, once a second while the page is open. */
import { useEffect } from "preact/hooks";
import type { TreeReport, TreeRow } from "../actors/live/tree_report.ts";
import { Panel } from "../components/panel.tsx";
import { TreeTable } from "../components/tree_table.tsx";
import { watch } from "../web/client/live_connection.ts";
import { tree as liveTree, useLive } from "../web/client/store.ts";
import { count, secondTime } from "../web/format.ts";
import { type Language, type Texts, textsOf } from "../web/i18n/mod.ts";

export default function SystemTree({ language, report: rendered }: { language: Language; report: TreeReport }) {
  const { system: texts } = textsOf(language);
  useEffect(() => watch("tree"), []);
  const report = useLive(liveTree, rendered);
  return (
    <>
      <Figures report={report} language={language} texts={texts} />
      <Panel title={texts.tree} aside={<span class="quiet">{secondTime(report.atMs)} UTC</span>}>
        <TreeTable rows={report.rows} language={language} texts={texts} />
      </Panel>
      <DeadLetters report={report} texts={texts} />
    </>
  );
}

interface FiguresProps {
  readonly report: TreeReport;
  readonly language: Language;
  readonly texts: Texts["system"];
}

function Figures({ report, language, texts }: FiguresProps) {
  const sum = (value: (row: TreeRow) => number) =>
    count(report.rows.reduce((all, row) => all + value(row), 0), language);
  const figures: [string, string, boolean][] = [
    [texts.actors, sum((row) => row.kind === "actor" ? 1 : 0), false],
    [texts.rate, sum((row) => row.perSecond), false],
    [
      texts.restarts,
      sum((row) => row.kind === "actor" ? row.restarts : 0),
      report.rows.some((row) => row.restarts > 0),
    ],
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

function DeadLetters({ report, texts }: { report: TreeReport; texts: Texts["system"] }) {
  const { last } = report.deadLetters;
  return (
    <Panel title={texts.lastDeadLetters}>
      {last.length === 0 ? <p class="quiet empty">{texts.noDeadLetters}</p> : (
        <ul class="dead-letters">
          {last.map((letter, index) => (
            <li key={index}>
              <time>{secondTime(letter.atMs)}</time>
              <code>{letter.kind} → {letter.to}</code>
              <span class="quiet">{texts.why[letter.why]}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
