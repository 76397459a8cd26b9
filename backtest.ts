/** The command line of backtests: `deno task backtest --help`. */
import { backtestCommand } from "./backtest/command.ts";

const code = await backtestCommand(Deno.args, {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
});
Deno.exit(code);
