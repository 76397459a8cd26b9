/** The user's strategies, one a row. */
import { backtestAddress, workshopAddress } from "../../web/client/workshop/requests.ts";
import { fileNameOf } from "../../web/client/workshop/strategy_file.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { StrategyRow } from "../../web/workshop_services.ts";
import { useTimes } from "../../web/zone.ts";
import { VerdictBadge } from "./verdict_badge.tsx";

interface TableProps {
  readonly rows: readonly StrategyRow[];
  readonly language: Language;
  readonly texts: Texts["workshop"];
  readonly duplicate: (row: StrategyRow) => void;
  readonly remove: (row: StrategyRow) => void;
}

/** A table; on a phone, cards. */
export function StrategyTable({ rows, language, texts, duplicate, remove }: TableProps) {
  const { list: words } = texts;
  if (rows.length === 0) return <p class="quiet empty">{words.none}</p>;
  return (
    <table class="cards strategies">
      <thead>
        <tr>
          <th>{words.name}</th>
          <th>{words.timeframe}</th>
          <th>{words.verdict}</th>
          <th class="number">{words.version}</th>
          <th class="number">{words.atWork}</th>
          <th class="number">{words.backtests}</th>
          <th>{words.updated}</th>
          <th>
            <span class="sr-only">{words.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => <Row key={row.id} {...{ row, language, texts, duplicate, remove }} />)}
      </tbody>
    </table>
  );
}

function Row({ row, language, texts, duplicate, remove }: Omit<TableProps, "rows"> & { readonly row: StrategyRow }) {
  const { list: words } = texts;
  const { dateTime } = useTimes();
  const { id, name } = row;
  return (
    <tr>
      <td class="strategy-name">
        <a href={workshopAddress(id)}>{name}</a>
        {row.description !== "" && <small>{row.description}</small>}
      </td>
      <td data-label={words.timeframe}>{row.timeframe}</td>
      <td data-label={words.verdict}>
        <VerdictBadge verdict={row.verdict} texts={texts} />
      </td>
      <td class="number" data-label={words.version}>{row.version}</td>
      <td class="number" data-label={words.atWork}>
        {count(row.atWork, language)}
        {row.outdated > 0 && <small class="warns">{fill(words.outdated, { count: row.outdated })}</small>}
      </td>
      <td class="number" data-label={words.backtests}>{count(row.backtests, language)}</td>
      <td data-label={words.updated}>
        <span class="time">{dateTime(row.updatedMs)}</span>
      </td>
      <td>
        <div class="actions">
          <a class="button small" href={workshopAddress(id)} aria-label={fill(words.openOf, { name })}>{words.open}</a>
          <a class="button small" href={backtestAddress(id)} aria-label={fill(words.backtestOf, { name })}>
            {words.backtest}
          </a>
          <button
            type="button"
            class="button small"
            aria-label={fill(words.duplicateOf, { name })}
            onClick={() => duplicate(row)}
          >
            {words.duplicate}
          </button>
          <a
            class="button small"
            href={`${workshopAddress(id)}/export`}
            download={fileNameOf(name)}
            aria-label={fill(words.exportOf, { name })}
          >
            {words.export}
          </a>
          <button
            type="button"
            class="button small danger"
            aria-label={fill(words.removeOf, { name })}
            onClick={() => remove(row)}
          >
            {words.remove}
          </button>
        </div>
      </td>
    </tr>
  );
}
