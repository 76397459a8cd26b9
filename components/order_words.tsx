/** What every table of orders says in the same way: the side with the type, and the state with its reason. */
import type { Order, OrderSide } from "../domain/order.ts";
import type { Language, Texts } from "../web/i18n/mod.ts";
import { reasonText } from "../web/reason_text.ts";

/** Buy or sell, in its colour. */
export function Side({ side, texts }: { readonly side: OrderSide; readonly texts: Texts["bot"] }) {
  return <span class={side === "buy" ? "up" : "down"}>{texts.side[side]}</span>;
}

interface OrderProps {
  readonly order: Order;
  readonly texts: Texts["bot"];
}

/** Side and type. */
export function SideAndType({ order, texts }: OrderProps) {
  return (
    <>
      <Side side={order.side} texts={texts} />
      <small class="beside">{texts.type[order.type]}</small>
    </>
  );
}

/** The state, and why it is so. */
export function OrderState({ order, language, texts }: OrderProps & { readonly language: Language }) {
  return (
    <>
      <span class={`order-state ${order.state}`}>{texts.orderState[order.state]}</span>
      {order.reason && <small class="reason">{reasonText(order.reason, language)}</small>}
    </>
  );
}
