/** What an account holds, by currency. */
import type { ComponentChildren } from "preact";
import { decimal } from "../web/format.ts";
import type { Language } from "../web/i18n/mod.ts";
import type { BotView } from "../web/bot_services.ts";

interface BalanceTableProps {
  readonly balances: BotView["balances"];
  readonly language: Language;
  readonly texts: { readonly currency: string; readonly free: string; readonly used: string };
  /** A caption. */
  readonly children?: ComponentChildren;
}

/** What is free and what is used of each currency. */
export function BalanceTable({ balances, language, texts, children }: BalanceTableProps) {
  return (
    <table>
      {children}
      <thead>
        <tr>
          <th scope="col">{texts.currency}</th>
          <th scope="col" class="number">{texts.free}</th>
          <th scope="col" class="number">{texts.used}</th>
        </tr>
      </thead>
      <tbody>
        {balances.map(({ currency, free, used }) => (
          <tr key={currency}>
            <th scope="row">{currency}</th>
            <td class="number">{decimal(free, language)}</td>
            <td class="number">{decimal(used, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
