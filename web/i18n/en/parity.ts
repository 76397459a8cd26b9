/** English texts of the room `parity`. */
import type { parity as fr } from "../fr/parity.ts";

export const parity: typeof fr = {
  title: "Parity",
};
