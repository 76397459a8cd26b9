/** What befalls the platform while it trades. */
import type { World } from "./world.ts";

/** A disaster with what the world must be opened with for it; what it needs itself ends with the stack. */
export type Prepare = (stack: AsyncDisposableStack) => Promise<
  & { readonly disaster: Disaster }
  & { readonly databaseUrl?: string; readonly env?: Readonly<Record<string, string>> }
>;

/** One kind of disaster. It strikes as often as is asked for, and the seed of the world chooses how. */
export interface Disaster {
  /** As the command line calls it. */
  readonly name: string;
  /**
   * Strikes once, and returns when the platform is up again and trades. What it did is noted in the world's journal.
   * @throws {Error} when the platform does not come back.
   */
  strike(world: World): Promise<void>;
  /** Sets right what is still wrong when it has struck for the last time. */
  end?(): void;
}
