/** Of questions that overtake each other, the newest one's answer counts. */
export class Newest {
  #asked = 0;

  /** The answer; null where something newer was asked meanwhile. */
  async of<T>(asking: Promise<T>): Promise<T | null> {
    const mine = ++this.#asked;
    const answer = await asking;
    return mine === this.#asked ? answer : null;
  }
}
