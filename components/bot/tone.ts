/** The colour of an amount. */

/** Green for a gain, red for a loss. */
export function toneOf(amount: string): "up" | "down" | "even" {
  const value = Number(amount);
  return value > 0 ? "up" : value < 0 ? "down" : "even";
}
