/**
 * The exits of what was bought by hand, and who keeps them; a position without its exits stands out. What stands at the
 * exchange is moved and canceled where it stands, among the open orders; everything else is moved and called off here.
 */
import type { ExitName } from "../../domain/exit_watch.ts";
import type { Order } from "../../domain/order.ts";
import type { OrderExits } from "../../domain/ticket.ts";
import { exitPrice, keeperOf, type Movable, movableText } from "../../web/client/trading/movable.ts";
import { currencies } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice } from "../../web/order_sentence.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

interface ExitsProps {
  readonly exits: readonly OrderExits[];
  /** The open orders of the account. */
  readonly open: readonly Order[];
  readonly language: Language;
  readonly texts: Texts;
  readonly move: (what: Movable) => void;
  readonly callOff: (exits: OrderExits) => void;
}

const EXITS: readonly ExitName[] = ["stop", "target"];

/** Nothing where there are none. */
export function ExitsPanel({ exits, texts, ...rest }: ExitsProps) {
  if (exits.length === 0) return null;
  return (
    <Panel title={texts.trading.exits.title} class="trade-exits">
      <ul class="protections" aria-live="polite">
        {exits.map((one) => <Exits key={one.clientOrderId} exits={one} {...{ texts, ...rest }} />)}
      </ul>
    </Panel>
  );
}

function Exits(
  { exits, open, language, texts, move, callOff }: Omit<ExitsProps, "exits"> & { readonly exits: OrderExits },
) {
  const { exits: words } = texts.trading;
  const { dateTime } = useTimes();
  const isFailed = exits.state === "failed";
  const isWatched = EXITS.some((exit) => keeperOf(exits, exit, open) === "platform");
  const time = dateTime(exits.createdMs);
  return (
    <li class={`protection ${exits.state}`} role={isFailed ? "alert" : undefined}>
      <strong>{exits.symbol}</strong>
      <span class="quiet">{fill(words.of, { time })}</span>
      {EXITS.map((exit) => <Exit key={exit} {...{ exits, exit, open, language, texts, move }} />)}
      <span class="protection-state">{words.state[exits.state]}</span>
      {(isWatched || isFailed) && (
        <button
          type="button"
          class="button small danger"
          aria-label={fill(isFailed ? words.dismissOf : words.callOffOf, { symbol: exits.symbol, time })}
          onClick={() => callOff(exits)}
        >
          {isFailed ? words.dismiss : words.callOff}
        </button>
      )}
      {exits.reason && <small class="reason">{exits.reason}</small>}
    </li>
  );
}

type ExitProps = Pick<ExitsProps, "open" | "language" | "texts" | "move"> & {
  readonly exits: OrderExits;
  readonly exit: ExitName;
};

function Exit({ exits, exit, open, language, texts, move }: ExitProps) {
  const { exits: words, orders } = texts.trading;
  const price = exitPrice(exits, exit);
  if (price === null) return null;
  const keeper = keeperOf(exits, exit, open);
  const what = { exits, exit };
  return (
    <span class="protection-exit">
      {words[exit]} {exactPrice(price, language)} {currencies(exits.symbol).quote}
      {keeper === "platform" && <span class="tag" title={words.watchedHint}>{words.watched}</span>}
      {(keeper === "platform" || keeper === "planned") && (
        <button
          type="button"
          class="button small"
          aria-label={fill(orders.moveOf, { order: movableText(what, price, texts, language) })}
          onClick={() => move(what)}
        >
          {orders.move}
        </button>
      )}
    </span>
  );
}
