/** The command line of searches for parameters: `deno task optimise --help`. */
import { optimiseCommand } from "./optimise_command.ts";

const code = await optimiseCommand(Deno.args, {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
});
Deno.exit(code);
