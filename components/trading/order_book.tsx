/** The order book, live: the best levels of each side with their depth; a price can be taken into the ticket. */
import { useRef, useState } from "preact/hooks";
import type { DecimalText } from "../../domain/decimal.ts";
import type { BookLevel } from "../../domain/market_data.ts";
import type { MarketModel } from "../../web/client/trading/market_model.ts";
import { decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice } from "../../web/order_sentence.ts";
import { Panel } from "../panel.tsx";

/** Levels of each side that are shown. */
const SHOWN = 11;

interface BookProps {
  readonly model: MarketModel;
  readonly language: Language;
  readonly texts: Texts["trading"];
  readonly take: (price: DecimalText) => void;
}

/** Asks above, bids below, the best ones in the middle. One level is in the order of Tab; arrows go to the others. */
export function OrderBook({ model, language, texts, take }: BookProps) {
  const book = model.view.value?.book ?? null;
  const [focused, setFocused] = useState(SHOWN);
  const list = useRef<HTMLDivElement>(null);
  if (book === null) {
    return (
      <Panel title={texts.book.title} class="trade-book">
        <p class="quiet empty">{texts.book.waiting}</p>
      </Panel>
    );
  }
  const asks = book.asks.slice(0, SHOWN).toReversed();
  const bids = book.bids.slice(0, SHOWN);
  const rows = [
    ...asks.map((level) => ({ level, side: "ask" as const })),
    ...bids.map((level) => ({ level, side: "bid" as const })),
  ];
  const deepest = Math.max(...rows.map(({ level }) => Number(level[1])), 0);
  const reachable = Math.min(focused, rows.length - 1);
  const go = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, reachable + by));
    setFocused(next);
    list.current?.querySelectorAll("button")[next]?.focus();
  };
  const rowOf = (index: number) => (
    <Level
      key={index}
      {...rows[index]!}
      {...{ deepest, language, texts, take }}
      isReachable={index === reachable}
      onFocus={() => setFocused(index)}
    />
  );
  return (
    <Panel title={texts.book.title} class="trade-book">
      <div class="book-head" aria-hidden="true">
        <span>{texts.book.price}</span>
        <span>{texts.book.quantity}</span>
      </div>
      <div ref={list} class="book-rows" role="group" aria-label={texts.book.hint} onKeyDown={go}>
        {asks.map((_, index) => rowOf(index))}
        <p class="book-spread">
          <span>{texts.book.spread}</span>
          <span>{spreadOf(book.asks[0], book.bids[0], language)}</span>
        </p>
        {bids.map((_, index) => rowOf(asks.length + index))}
      </div>
    </Panel>
  );
}

interface LevelProps extends Omit<BookProps, "model"> {
  readonly level: BookLevel;
  readonly side: "ask" | "bid";
  readonly deepest: number;
  readonly isReachable: boolean;
  readonly onFocus: () => void;
}

function Level({ level: [price, quantity], side, deepest, isReachable, onFocus, language, texts, take }: LevelProps) {
  const depth = deepest > 0 ? Math.round(Number(quantity) / deepest * 100) : 0;
  const words = { side: texts.book[side], quantity: decimal(quantity, language), price: exactPrice(price, language) };
  return (
    <button
      type="button"
      class={`book-row ${side}`}
      style={`--depth: ${depth}%`}
      tabIndex={isReachable ? 0 : -1}
      aria-label={fill(texts.book.take, words)}
      onFocus={onFocus}
      onClick={() => take(price)}
    >
      <span>{words.price}</span>
      <span>{words.quantity}</span>
    </button>
  );
}

/** For the eye only: the distance, and its share of the price. */
function spreadOf(ask: BookLevel | undefined, bid: BookLevel | undefined, language: Language): string {
  if (!ask || !bid) return "–";
  const [high, low] = [Number(ask[0]), Number(bid[0])];
  const digits = Math.max(ask[0].split(".")[1]?.length ?? 0, bid[0].split(".")[1]?.length ?? 0);
  const share = decimal(((high - low) / high * 100).toFixed(4), language, 3);
  return `${decimal((high - low).toFixed(Math.min(digits, 8)), language)} (${share} %)`;
}
