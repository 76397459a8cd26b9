/** One line of a benchmark. */
export interface Figure {
  /** The heading under which it stands, with the lines beside it that name the same. */
  readonly group?: string;
  readonly name: string;
  /** Absent where there is nothing to measure; the note says why. */
  readonly value?: number;
  readonly unit: string;
  /** What it is to be compared with. */
  readonly note?: string;
}
