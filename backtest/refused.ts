/** What the user gave cannot be used: told in words, without a stack. */
export class Refused extends Error {
  override readonly name = "Refused";
}
