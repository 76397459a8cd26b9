/** Places in a source, as people count them. */

/** Line and column of an offset, both from 1, columns in UTF-16 units. */
export function placeAt(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
