/** Trading by hand: an account and a market, live, with the ticket, the orders and what became of them. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { CancelDialog, type ToCancel } from "../components/trading/cancel_dialog.tsx";
import { ElsewherePanel } from "../components/trading/elsewhere_panel.tsx";
import { ExitsPanel } from "../components/trading/exits_panel.tsx";
import { AttemptsPanel, FillsPanel } from "../components/trading/history.tsx";
import { AccountPicker, MarketHead } from "../components/trading/market_head.tsx";
import { MoveDialog, type ToMove } from "../components/trading/move_dialog.tsx";
import { OpenOrders } from "../components/trading/open_orders.tsx";
import { OrderBook } from "../components/trading/order_book.tsx";
import { OrderTicket } from "../components/trading/order_ticket.tsx";
import { PortfolioPanel } from "../components/trading/portfolio_panel.tsx";
import { PriceChart } from "../components/trading/price_chart.tsx";
import { SymbolDialog } from "../components/trading/symbol_dialog.tsx";
import { TicketLog } from "../components/trading/ticket_log.tsx";
import type { DecimalText } from "../domain/decimal.ts";
import type { Order } from "../domain/order.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { Account } from "../web/client/trading/account.ts";
import { linesOf } from "../web/client/trading/lines_of.ts";
import { type Movable, movableAt, standingOf } from "../web/client/trading/movable.ts";
import { callOffExits, cancelAllOrders, cancelOrder, move } from "../web/client/trading/order_wishes.ts";
import { addressOf, type Place } from "../web/client/trading/place.ts";
import { useMarket, usePlace } from "../web/client/trading/use_market.ts";
import type { AccountView, MarketFacts } from "../web/client/trading/views.ts";
import type { AccountChoice } from "../web/trading_services.ts";
import { fill, type Language, textsOf } from "../web/i18n/mod.ts";

interface DeskProps {
  readonly language: Language;
  readonly accounts: readonly AccountChoice[];
  readonly chosen: AccountChoice;
  readonly place: Place;
  readonly timeframes: readonly Timeframe[];
  /** Null where the account's symbols are not known yet. */
  readonly facts: MarketFacts | null;
  readonly view: AccountView;
}

export default function TradingDesk(props: DeskProps) {
  const { language, accounts, chosen, timeframes } = props;
  const texts = textsOf(language);
  const { place, go } = usePlace(props.place);
  const account = useMemo(() => new Account(chosen.id, props.view), [chosen.id]);
  const model = useMarket(account.brokerId, place.symbol, props.facts, (still) => go({ symbol: still }));
  const [isChoosing, setChoosing] = useState(false);
  const [taken, setTaken] = useState<{ price: DecimalText; count: number } | null>(null);
  const [moved, setMoved] = useState<ToMove | null>(null);
  const [preview, setPreview] = useState<DecimalText | null>(null);
  const [explained, setExplained] = useState<Order | null>(null);
  const [canceled, setCanceled] = useState<ToCancel | null>(null);
  useEffect(() => account.follow(), [account]);

  const open = account.open.value;
  const exits = account.exits.value;
  const symbol = model?.facts.market.symbol ?? null;
  const named = symbol ?? place.symbol; // what stands beside a name is that market's, also while the next one is on its way
  const lines = useMemo(
    () =>
      linesOf(open, exits, symbol, moved && preview ? { id: standingOf(moved.what).id, price: preview } : null, texts),
    [open, exits, symbol, moved, preview],
  );
  const wishes = { account, language };
  const cancel = (order: Order) => {
    if (isExit(order)) setCanceled({ order });
    else void cancelOrder(wishes, order);
  };
  const choose = (id: string) => location.assign(addressOf({ ...place, broker: id, search: "", quote: null, page: 1 }));
  const askMove = (what: Movable, to = standingOf(what).price) => to !== null && setMoved({ what, to });
  const ofMoved = moved && standingOf(moved.what).symbol === symbol ? model : null;
  const symbolButton = (
    <button
      type="button"
      class="button trade-symbol"
      aria-haspopup="dialog"
      aria-label={fill(texts.trading.symbols.choose, { symbol: named })}
      onClick={() => setChoosing(true)}
    >
      {named} <span aria-hidden="true">▾</span>
    </button>
  );

  return (
    <div class={`trade ${chosen.environment}`}>
      <div class="trade-top">
        <AccountPicker accounts={accounts} chosen={chosen} texts={texts} choose={choose} />
        {chosen.environment === "live" && <p class="trade-live" role="note">{texts.trading.liveWarning}</p>}
      </div>
      {model === null
        ? (
          <section class="panel trade-head">
            {symbolButton}
            <p class="quiet">{texts.trading.market.noneText}</p>
          </section>
        )
        : <MarketHead model={model} language={language} texts={texts.trading}>{symbolButton}</MarketHead>}
      <div class="trade-grid">
        <div class="trade-main">
          {model && (
            <div class="trade-market">
              <PriceChart
                brokerId={account.brokerId}
                model={model}
                timeframe={place.timeframe}
                timeframes={timeframes}
                lines={lines}
                language={language}
                texts={texts.trading}
                choose={(timeframe) => go({ timeframe })}
                drop={(id, price) => {
                  const what = movableAt(id, open, exits);
                  if (what) askMove(what, price);
                }}
              />
              <OrderBook
                model={model}
                language={language}
                texts={texts.trading}
                take={(price) => setTaken((before) => ({ price, count: (before?.count ?? 0) + 1 }))}
              />
            </div>
          )}
          <ExitsPanel
            {...{ exits, open, language, texts }}
            move={(what) => askMove(what)}
            callOff={(called) => setCanceled({ exits: called })}
          />
          <OpenOrders
            orders={open}
            {...{ language, texts, cancel }}
            cancelAll={() => setCanceled({ all: open.length })}
            move={(order) => askMove({ order })}
          />
          <ElsewherePanel {...{ account, language, texts }} />
          <FillsPanel fills={account.fills.value} language={language} texts={texts} />
          <AttemptsPanel
            page={account.attempts.value}
            language={language}
            texts={texts}
            turn={(page) => void account.showAttempts(page)}
            explain={setExplained}
          />
        </div>
        <div class="trade-side">
          {model && (
            <OrderTicket
              key={model.facts.market.symbol}
              {...{ account, model, taken, language, texts }}
              choice={chosen}
            />
          )}
          <PortfolioPanel {...{ account, model, language, texts }} />
        </div>
      </div>
      <SymbolDialog
        brokerId={account.brokerId}
        isOpen={isChoosing}
        of={place}
        language={language}
        texts={texts.trading}
        look={go}
        choose={(next) => {
          setChoosing(false);
          setTaken(null);
          go({ symbol: next });
        }}
        close={() => setChoosing(false)}
      />
      <MoveDialog
        asked={moved}
        priceStep={ofMoved?.facts.market.priceStep ?? "0"}
        lastPrice={ofMoved?.last.value ?? null}
        language={language}
        texts={texts}
        preview={setPreview}
        move={({ what, to }) => {
          setMoved(null);
          void move(wishes, what, to);
        }}
        cancel={() => setMoved(null)}
      />
      <TicketLog asked={explained} {...{ account, language, texts }} close={() => setExplained(null)} />
      <CancelDialog
        asked={canceled}
        broker={chosen.name}
        language={language}
        texts={texts}
        confirm={(asked) => {
          setCanceled(null);
          if ("all" in asked) void cancelAllOrders(wishes);
          else void ("exits" in asked ? callOffExits(wishes, asked.exits) : cancelOrder(wishes, asked.order));
        }}
        cancel={() => setCanceled(null)}
      />
    </div>
  );
}

/** Stops and targets protect what was bought. */
function isExit({ type }: Order): boolean {
  return type === "stop_loss" || type === "take_profit";
}
