/** Writes the list of exchanges anew, as the installed ccxt knows them: `deno task catalog`. */
import { catalogOfCcxt } from "./catalog_entry.ts";

const entries = await catalogOfCcxt();
await Deno.writeTextFile(new URL("catalog.json", import.meta.url), JSON.stringify(entries));
console.log(`${entries.length} exchanges`);
