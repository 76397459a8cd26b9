/** The list of an account's symbols: searched, filtered by quote currency, in pages. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Symbol } from "../../domain/market.ts";
import { getJson } from "../../web/client/trading/ask.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { SymbolPage } from "../../web/trading_services.ts";
import { Dialog } from "../dialog.tsx";
import { Pager } from "./pager.tsx";

/** Typing is waited for. */
const PAUSE_MS = 200;

/** Which symbols are looked at. */
export interface SymbolSearch {
  readonly search: string;
  readonly quote: string | null;
  readonly page: number;
}

interface SymbolsProps {
  readonly brokerId: string;
  readonly isOpen: boolean;
  readonly of: SymbolSearch;
  readonly language: Language;
  readonly texts: Texts["trading"];
  readonly look: (search: SymbolSearch) => void;
  readonly choose: (symbol: Symbol) => void;
  readonly close: () => void;
}

/** Arrow down leads from the search into the list; Enter there takes the first one. */
export function SymbolDialog({ brokerId, isOpen, of, language, texts, look, choose, close }: SymbolsProps) {
  const { found, error } = useSymbols(brokerId, isOpen, of);
  const list = useRef<HTMLUListElement>(null);
  const { symbols: words } = texts;
  const goTo = (index: number) => list.current?.querySelectorAll("button")[index]?.focus();
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      goTo(0);
    }
  };
  const onListKey = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    goTo(
      Math.max(0, [...list.current?.querySelectorAll("button") ?? []].indexOf(event.target as HTMLButtonElement) + by),
    );
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const [first] = found?.symbols ?? [];
    if (first) choose(first.symbol);
  };
  return (
    <Dialog isOpen={isOpen} titleId="symbols-title" cancel={close}>
      <h2 id="symbols-title">{words.title}</h2>
      <form class="symbol-search" onSubmit={submit}>
        <label>
          <span>{words.search}</span>
          <input
            type="search"
            value={of.search}
            placeholder={words.searchHint}
            maxLength={40}
            autofocus
            onInput={({ currentTarget }) => look({ ...of, search: currentTarget.value, page: 1 })}
            onKeyDown={onSearchKey}
          />
        </label>
        <label>
          <span>{words.quote}</span>
          <select
            value={of.quote ?? ""}
            onChange={({ currentTarget }) => look({ ...of, quote: currentTarget.value || null, page: 1 })}
          >
            <option value="">{words.all}</option>
            {(found?.quotes ?? (of.quote ? [of.quote] : [])).map((quote) => (
              <option key={quote} value={quote}>{quote}</option>
            ))}
          </select>
        </label>
      </form>
      <p class="quiet" aria-live="polite">{error ?? countText(found, texts, language)}</p>
      <ul ref={list} class="symbol-list" onKeyDown={onListKey}>
        {found?.symbols.map(({ symbol }) => (
          <li key={symbol}>
            <button type="button" onClick={() => choose(symbol)}>{symbol}</button>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        {found && (
          <Pager
            name={words.title}
            page={found.page}
            pages={found.pages}
            texts={texts}
            turn={(page) => look({ ...of, page })}
          />
        )}
        <button type="button" class="button" onClick={close}>{words.close}</button>
      </div>
    </Dialog>
  );
}

function countText(found: SymbolPage | null, { symbols: words }: Texts["trading"], language: Language): string {
  if (found === null) return "…";
  if (found.total === 0) return words.none;
  return found.total === 1 ? words.foundOne : fill(words.found, { count: count(found.total, language) });
}

function useSymbols(brokerId: string, isOpen: boolean, { search, quote, page }: SymbolSearch) {
  const [found, setFound] = useState<SymbolPage | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await getJson<SymbolPage>(
        `/api/trading/${brokerId}/symbols`,
        { search, quote, page },
        abort.signal,
      )
        .catch(() => null);
      if (answer === null) return;
      setError(answer.ok ? null : answer.reason);
      if (answer.ok) setFound(answer.value);
    }, found === null ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [brokerId, isOpen, search, quote, page]);
  return { found, error };
}
