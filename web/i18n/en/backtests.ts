/** English texts of the room `backtests`. */
import type { backtests as fr } from "../fr/backtests.ts";

export const backtests: typeof fr = {
  title: "Backtest",
  parameters: {
    title: "Parameters",
    none: "This strategy declares no parameters.",
    reset: "{name}: back to {value}",
    yes: "yes",
    no: "no",
    between: "{min} to {max}",
    from: "at least {min}",
    to: "at most {max}",
    step: "in steps of {step}",
    faults: {
      number: "This is not a number.",
      kind: "This value is of the wrong type.",
      choice: "Choose one of {choices}.",
      min: "Too small: at least {min}.",
      max: "Too large: at most {max}.",
    },
  },
};
