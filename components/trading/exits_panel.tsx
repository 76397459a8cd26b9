/** The exits of what was bought by hand, and how they stand; a position without its exits stands out. */
import type { OrderExits } from "../../domain/ticket.ts";
import { currencies } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice } from "../../web/order_sentence.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

interface ExitsProps {
  readonly exits: readonly OrderExits[];
  readonly language: Language;
  readonly texts: Texts["trading"];
}

/** Nothing where there are none. */
export function ExitsPanel({ exits, language, texts }: ExitsProps) {
  if (exits.length === 0) return null;
  return (
    <Panel title={texts.exits.title} class="trade-exits">
      <ul class="protections" aria-live="polite">
        {exits.map((one) => <Exits key={one.clientOrderId} exits={one} {...{ language, texts }} />)}
      </ul>
    </Panel>
  );
}

function Exits({ exits, language, texts }: { exits: OrderExits; language: Language; texts: Texts["trading"] }) {
  const { exits: words } = texts;
  const { dateTime } = useTimes();
  const { quote } = currencies(exits.symbol);
  const isFailed = exits.state === "failed";
  return (
    <li class={`protection ${exits.state}`} role={isFailed ? "alert" : undefined}>
      <strong>{exits.symbol}</strong>
      <span class="quiet">{fill(words.of, { time: dateTime(exits.createdMs) })}</span>
      {exits.stopLoss && <span>{words.stop} {exactPrice(exits.stopLoss, language)} {quote}</span>}
      {exits.takeProfit && <span>{words.target} {exactPrice(exits.takeProfit, language)} {quote}</span>}
      <span class="protection-state">{words.state[exits.state]}</span>
      {exits.reason && <small class="reason">{exits.reason}</small>}
    </li>
  );
}
