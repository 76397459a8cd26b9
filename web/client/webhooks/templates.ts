/** Messages to copy into an alert, with TradingView's placeholders. */
import type { Texts } from "../../i18n/mod.ts";

/** A message to copy. */
export interface MessageTemplate {
  readonly name: keyof Texts["webhooks"]["setup"]["template"];
  readonly text: string;
}

/** Every template, the most used first. */
export const TEMPLATES: readonly MessageTemplate[] = [
  {
    name: "strategy",
    text: `{
  "action": "{{strategy.order.action}}",
  "position": "{{strategy.market_position}}",
  "symbol": "{{ticker}}",
  "quantity": "{{strategy.order.contracts}}",
  "id": "{{strategy.order.id}} {{strategy.order.action}} {{timenow}}",
  "time": "{{timenow}}"
}`,
  },
  {
    name: "entry",
    text: `{
  "action": "buy",
  "symbol": "{{ticker}}",
  "percent": 10,
  "time": "{{timenow}}"
}`,
  },
  { name: "text", text: "buy {{ticker}} value=100 stop=28000 target=34000 time={{timenow}}" },
  { name: "close", text: "close {{ticker}} time={{timenow}}" },
];
