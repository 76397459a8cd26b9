/** What the accounts of the form hold of the currency that is paid with, asked as they are chosen. */
import { useEffect, useState } from "preact/hooks";
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { PortfolioView } from "../../trading_services.ts";
import { getJson } from "../trading/ask.ts";

/** What an account holds of one currency. */
export interface Held {
  readonly free: DecimalText;
  /** With what is bound in orders. */
  readonly total: DecimalText;
}

/** By the id of an account; one that does not tell is missing. */
export type HeldAt = Readonly<Record<string, Held>>;

/** Asks each chosen account once a currency. */
export function useHeld(brokerIds: readonly string[], quote: string): HeldAt {
  const [known, setKnown] = useState<{ quote: string; held: HeldAt }>({ quote, held: {} });
  const held = known.quote === quote ? known.held : {};
  const missing = brokerIds.filter((id) => !(id in held));
  useEffect(() => {
    for (const id of missing) {
      void getJson<PortfolioView>(`/api/trading/${id}/portfolio`, { quote }).then((answer) => {
        const found = answer.ok ? heldOf(answer.value, quote) : null;
        if (found === null) return;
        setKnown((before) => ({ quote, held: { ...before.quote === quote ? before.held : {}, [id]: found } }));
      });
    }
  }, [missing.join(), quote]);
  return held;
}

/** Null where the account did not tell. */
function heldOf({ rows, failure }: PortfolioView, quote: string): Held | null {
  const row = rows.find(({ currency }) => currency === quote);
  if (row === undefined) return failure === null ? { free: "0", total: "0" } : null;
  return { free: row.free, total: new Decimal(row.free).plus(row.used).toFixed() };
}
