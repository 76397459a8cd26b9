/** A program for the durability test: stores numbers one by one and prints each that was confirmed, until it is killed. */
import { openDatabase } from "./open.ts";

const { db } = await openDatabase({ dataDir: Deno.args[0]! });
await db`create table written (a int primary key)`;
for (let next = 1;; next++) {
  await db`insert into written values (${next})`;
  console.log(next);
}
