/** At which accounts a strategy is to work, and with how much at each. */
import type { DecimalText } from "../../domain/decimal.ts";
import { USUAL_AMOUNT, type WorkFaults, type WorkForm } from "../../web/client/bot/work_form.ts";
import type { HeldAt } from "../../web/client/bot/use_held.ts";
import { currencies, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { AccountChoice } from "../../web/trading_services.ts";
import { CheckField, TextField } from "../backtest/form_field.tsx";

interface SharesProps {
  readonly form: WorkForm;
  readonly faults: WorkFaults;
  /** Whether it was sent in vain: until then no account is missed. */
  readonly isTried: boolean;
  readonly accounts: readonly AccountChoice[];
  readonly held: HeldAt;
  /** What strategies at work may still spend there, in the form's quote currency. */
  readonly promisedAt: (brokerId: string, quote: string) => DecimalText;
  readonly language: Language;
  readonly texts: Texts["bot"];
  readonly change: (changes: Pick<WorkForm, "amounts">) => void;
}

/** A box an account; one that is chosen asks for its amount. */
export function ShareFields(
  { form, faults, isTried, accounts, held, promisedAt, language, texts, change }: SharesProps,
) {
  const { form: words } = texts;
  const { quote } = currencies(form.symbol);
  const choose = (id: string, isOn: boolean) => {
    const { [id]: _, ...others } = form.amounts;
    const usual = Object.values(others).at(-1) ?? USUAL_AMOUNT;
    change({ amounts: isOn ? { ...others, [id]: usual } : others });
  };
  const freeText = (id: string): string | undefined => {
    const known = held[id];
    if (known === undefined) return undefined;
    const promised = promisedAt(id, quote);
    const amount = (value: string) => `${decimal(value, language, 2)} ${quote}`;
    const free = fill(words.freeThere, { amount: amount(known.free) });
    return Number(promised) > 0 ? `${free} ${fill(words.promised, { amount: amount(promised) })}` : free;
  };
  return (
    <fieldset class="bot-shares">
      <legend>{words.where}</legend>
      <p class="run-note">{words.accountsHint}</p>
      {accounts.map(({ id, name, exchangeName, environment }) => {
        const amount = form.amounts[id];
        return (
          <div key={id} class="bot-share">
            <CheckField
              id={`use-${id}`}
              label={`${fill(words.use, { name, exchange: exchangeName })} · ${words.environment[environment]}`}
              isOn={amount !== undefined}
              change={(isOn) => choose(id, isOn)}
            />
            {amount !== undefined && (
              <TextField
                id={`amount-${id}`}
                label={fill(words.amountAt, { name, quote })}
                value={amount}
                fault={faults.amounts[id]}
                hint={freeText(id)}
                change={(typed) => change({ amounts: { ...form.amounts, [id]: typed } })}
              />
            )}
            {amount !== undefined && environment === "live" && <p class="warning" role="alert">{words.realMoney}</p>}
          </div>
        );
      })}
      {isTried && faults.accounts !== null && <p class="error-text" role="alert">{faults.accounts}</p>}
    </fieldset>
  );
}
