/** What befalls the platform while it trades. */
import type { World } from "./world.ts";

/** One kind of disaster. It strikes as often as is asked for, and the seed of the world chooses how. */
export interface Disaster {
  /** As the command line calls it. */
  readonly name: string;
  /**
   * Strikes once, and returns when the platform is up again and trades. What it did is noted in the world's journal.
   * @throws {Error} when the platform does not come back.
   */
  strike(world: World): Promise<void>;
}
