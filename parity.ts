/** The command line of parity: `deno task parity --help`. */
import { parityCommand } from "./parity/command.ts";

const code = await parityCommand(Deno.args, {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
});
Deno.exit(code);
