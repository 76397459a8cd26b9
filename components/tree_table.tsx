/** The supervision tree as a table: indented names, states, mailboxes, ends, and what may be done. */
import type { TreeRow } from "../actors/live/tree_report.ts";
import { isStopped } from "../web/actor_actions.ts";
import { count, rate } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";
import { ActorButtons, type AskedOfActor } from "./actor_buttons.tsx";
import { droppedText, isSevere, overflowText, placeText } from "./actor_words.ts";

interface TreeProps {
  readonly rows: readonly TreeRow[];
  /** When the rows were so, UTC ms. */
  readonly atMs: number;
  readonly language: Language;
  readonly texts: Texts["system"];
  /** The path of the actor whose details are shown. */
  readonly chosen: string | null;
  readonly choose: (path: string) => void;
  /** Null = nothing may be asked. */
  readonly ask: ((asked: AskedOfActor) => void) | null;
}

/** One line per actor and supervisor, parents above their children. */
export function TreeTable(props: TreeProps) {
  const { columns } = props.texts;
  return (
    <table class="tree cards">
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.place}</th>
          <th scope="col">{columns.mailbox}</th>
          <th scope="col" class="number">{columns.rate}</th>
          <th scope="col" class="number">{columns.restarts}</th>
          <th scope="col">{columns.lastExit}</th>
          <th scope="col" class="number">{columns.actions}</th>
        </tr>
      </thead>
      <tbody>{props.rows.map((row) => <Line key={row.path} {...props} row={row} />)}</tbody>
    </table>
  );
}

interface LineProps extends TreeProps {
  readonly row: TreeRow;
}

function Line(props: LineProps) {
  const { row, language, texts } = props;
  const { columns } = texts;
  return (
    <tr class={isSevere(row) ? `${row.kind} severe` : row.kind} style={{ "--depth": String(row.depth) }}>
      <td data-label={columns.name}>
        <Name {...props} />
        {row.strategy && <span class="tag">{row.strategy}</span>}
      </td>
      <td data-label={columns.state}>
        <span class={`state ${row.status}`}>
          <i aria-hidden="true" />
          {texts.status[row.status]}
        </span>
        {row.degraded && <span class="mark" title={row.degraded}>{texts.degraded}</span>}
      </td>
      {row.kind === "actor" ? <ActorCells {...props} /> : <td class="rest" colSpan={3} />}
      <td class={row.restarts > 0 ? "number restarts warns" : "number restarts"} data-label={columns.restarts}>
        {count(row.restarts, language)}
      </td>
      <td class="last-exit" data-label={columns.lastExit}>{row.lastExit && <LastExit {...props} />}</td>
      <td class="number row-actions" data-label={columns.actions}>
        <ActorButtons {...props} compact />
      </td>
    </tr>
  );
}

function Name({ row, texts, chosen, choose }: LineProps) {
  return (
    <button
      type="button"
      class="tree-name"
      data-path={row.path}
      title={row.path}
      aria-label={fill(texts.panel.open, { name: row.name })}
      aria-expanded={chosen === row.path}
      onClick={() => choose(row.path)}
    >
      {row.name}
    </button>
  );
}

function ActorCells({ row, language, texts }: LineProps) {
  const { columns } = texts;
  return (
    <>
      <td data-label={columns.place} class="place" title={placeText(row, texts)}>{placeText(row, texts)}</td>
      <td data-label={columns.mailbox}>
        {!isStopped(row) && <Mailbox row={row} language={language} texts={texts} />}
      </td>
      <td class="number rate" data-label={columns.rate}>{rate(row.perSecond, language)}</td>
    </>
  );
}

function Mailbox({ row, language, texts }: Pick<LineProps, "row" | "language" | "texts">) {
  const { depth, capacity } = row.mailbox;
  const dropped = droppedText(row, texts, language);
  return (
    <>
      <span class="mailbox">
        <span class={depth * 2 > capacity ? "depth warns" : "depth"}>
          {count(depth, language)}
          <span class="quiet">/{count(capacity, language)}</span>
        </span>
        <span class="quiet policy">{overflowText(row, texts)}</span>
      </span>
      {dropped && <small class="warns">{dropped}</small>}
    </>
  );
}

function LastExit({ row: { lastExit }, texts, atMs }: LineProps) {
  const { shortTime } = useTimes();
  if (lastExit === null) return null;
  return (
    <span class={`exit ${lastExit.kind}`} title={lastExit.message ?? undefined}>
      <b>{texts.exit[lastExit.kind]}</b>
      {lastExit.atMs !== null && <time>{shortTime(lastExit.atMs, atMs)}</time>}
      {lastExit.message && <small class="exit-message">{lastExit.message}</small>}
    </span>
  );
}
