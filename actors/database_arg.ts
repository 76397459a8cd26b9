/** The database, as actors of this isolate are handed it. */
import { z } from "zod";
import type { Db } from "../db/db.ts";

/** An open database among what an actor is started with. */
export const databaseArg = z.custom<Db>((value) => typeof value === "function", "expected an open database");
