/** Measures and terms in words: the pages write them as the command line's report does. */
export {
  amountText,
  filled,
  measureText,
  moneyText,
  percentText,
  toneOf,
  type Writing,
} from "../../../backtest/measure_text.ts";
export { cautionsOf, type Term, termsOf } from "../../../backtest/terms.ts";
