/** Where two ledgers of one strategy differ, in words. Pure. */
import { Decimal } from "../../domain/decimal.ts";
import type { Ledger } from "../active_strategy/ledger.ts";

/** How what is known differs from what is stored. */
export function differences(known: Ledger, stored: Ledger): string[] {
  const held = [known, stored].map(({ position }) => position.quantity);
  const quantity = new Decimal(held[0]!).eq(held[1]!) ? [] : [`${held[0]} was held, by the books ${held[1]}`];
  const names = new Set([...known.open.keys(), ...stored.open.keys()]);
  const orders = [...names].toSorted().flatMap((name) => {
    const [here, there] = [stateIn(known, name), stateIn(stored, name)];
    return here === there ? [] : [`order "${name}" was ${here}, by the books it is ${there}`];
  });
  return [...quantity, ...orders];
}

function stateIn({ open }: Ledger, name: string): string {
  return open.get(name)?.state ?? "over";
}
