/** The supervision tree as a table: indented names, states, mailboxes. */
import type { TreeRow } from "../actors/live/tree_report.ts";
import { count, dateTime } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";

interface TreeProps {
  readonly rows: readonly TreeRow[];
  readonly language: Language;
  readonly texts: Texts["system"];
}

/** One line per actor and supervisor, parents above their children. */
export function TreeTable({ rows, language, texts }: TreeProps) {
  const { columns } = texts;
  return (
    <table class="tree cards">
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.place}</th>
          <th scope="col" class="number">{columns.mailbox}</th>
          <th scope="col" class="number">{columns.rate}</th>
          <th scope="col" class="number">{columns.handled}</th>
          <th scope="col" class="number">{columns.restarts}</th>
          <th scope="col">{columns.lastExit}</th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Line key={row.path} row={row} language={language} texts={texts} />)}</tbody>
    </table>
  );
}

function Line({ row, language, texts }: Omit<TreeProps, "rows"> & { row: TreeRow }) {
  const { columns } = texts;
  return (
    <tr class={row.kind} style={{ "--depth": String(row.depth) }}>
      <td data-label={columns.name} title={row.path}>
        <span class="tree-name">{row.name}</span>
        {row.strategy && <span class="tag">{row.strategy}</span>}
      </td>
      <td data-label={columns.state}>
        <span class={`state ${row.status}`}>
          <i aria-hidden="true" />
          {texts.status[row.status]}
        </span>
        {row.degraded && <small class="error-text">{fill(texts.degraded, { reason: row.degraded })}</small>}
      </td>
      {row.kind === "actor"
        ? <ActorCells row={row} language={language} texts={texts} />
        : <td class="rest" colSpan={4} />}
      <td class={row.restarts > 0 ? "number restarts warns" : "number restarts"} data-label={columns.restarts}>
        {row.kind === "actor" ? count(row.restarts, language) : ""}
      </td>
      <td class="last-exit" data-label={columns.lastExit}>{row.lastExit && <LastExit row={row} texts={texts} />}</td>
    </tr>
  );
}

function ActorCells({ row, language, texts }: Omit<TreeProps, "rows"> & { row: TreeRow }) {
  const { columns } = texts;
  const { depth, capacity, dropped } = row.mailbox;
  return (
    <>
      <td data-label={columns.place} class="place">{placeText(row.place, texts)}</td>
      <td class="number" data-label={columns.mailbox}>
        <span class="mailbox">
          {count(depth, language)}
          <span class="quiet">/{count(capacity, language)}</span>
          {depth > 0 && (
            <span
              class={depth * 2 > capacity ? "fill half-full" : "fill"}
              style={{ "--fill": `${100 * depth / capacity}%` }}
            />
          )}
        </span>
        {dropped > 0 && <small class="warns">{fill(texts.dropped, { count: count(dropped, language) })}</small>}
      </td>
      <td class="number rate" data-label={columns.rate}>{count(row.perSecond, language)}</td>
      <td class="number handled" data-label={columns.handled}>{count(row.handled, language)}</td>
    </>
  );
}

function LastExit({ row, texts }: { row: TreeRow; texts: Texts["system"] }) {
  const { lastExit } = row;
  if (lastExit === null) return null;
  return (
    <span class="exit" title={lastExit.message ?? undefined}>
      {texts.exit[lastExit.kind]}
      {lastExit.atMs !== null && <small>{dateTime(lastExit.atMs)}</small>}
      {lastExit.message && <small class="exit-message">{lastExit.message}</small>}
    </span>
  );
}

function placeText(place: TreeRow["place"], texts: Texts["system"]): string {
  if (place === "local") return texts.place.local;
  return "worker" in place
    ? fill(texts.place.worker, { name: place.worker })
    : fill(texts.place.process, { name: place.process });
}
