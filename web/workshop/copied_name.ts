/** Names of copies. */

/** The first of `Name (2)`, `Name (3)`, … that is not taken; the copy of a copy counts on. */
export function copiedName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/ \(\d+\)$/, "").slice(0, 90);
  for (let number = 2;; number++) {
    const copied = `${stem} (${number})`;
    if (!taken.includes(copied)) return copied;
  }
}
