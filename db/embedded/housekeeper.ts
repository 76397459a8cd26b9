/**
 * What a server does in the background and the embedded engine does not: CHECKPOINT, so that its log does not grow for
 * ever, and VACUUM ANALYZE, so that dead rows go and the planner knows the tables.
 */
import { queryFrame, ReplyScanner } from "./frames.ts";

/** The client number of the housekeeper; all others are above it. */
export const HOUSEKEEPER = 0;

const CHECKPOINT_MS = 5 * 60_000;
const CHECKPOINT_BYTES = 32 * 1024 * 1024;
const VACUUM_MS = 60 * 60_000;

/** Decides when to tidy, as one more client of the backend. */
export class Housekeeper {
  readonly #send: (bytes: Uint8Array) => void;
  readonly #warn: (message: string) => void;
  #checkpointedAt = 0;
  #vacuumedAt = 0;
  #bytes = 0;
  #started = false;

  /** `send` is how its statements reach the backend, `warn` how their failures reach the log. */
  constructor(send: (bytes: Uint8Array) => void, warn: (message: string) => void) {
    this.#send = send;
    this.#warn = warn;
  }

  /** So many bytes of statements ran: the measure of how much the log has grown. */
  counted(bytes: number): void {
    this.#bytes += bytes;
  }

  /** To be called about once a second while nobody uses the engine. `now` in ms on a clock that never goes back. */
  tidy(now: number): void {
    if (this.#bytes === 0) return;
    if (now - this.#vacuumedAt >= VACUUM_MS) this.#vacuum(now);
    else if (this.#bytes >= CHECKPOINT_BYTES || now - this.#checkpointedAt >= CHECKPOINT_MS) this.#checkpoint(now);
  }

  /** The backend's answer to its statements. */
  answered(bytes: Uint8Array): void {
    const scanner = new ReplyScanner();
    scanner.scan(bytes);
    if (scanner.failed) this.#warn(`Housekeeping of the database failed: ${printable(bytes)}`);
  }

  #vacuum(now: number): void {
    this.#vacuumedAt = now;
    this.#run("vacuum analyze");
    this.#checkpoint(now);
  }

  #checkpoint(now: number): void {
    this.#checkpointedAt = now;
    this.#run("checkpoint");
    this.#bytes = 0;
  }

  #run(sql: string): void {
    if (!this.#started) this.#send(STARTUP_PACKET);
    this.#started = true;
    this.#send(queryFrame(sql).bytes);
  }
}

const STARTUP_PACKET = startupPacket();

function startupPacket(): Uint8Array {
  const settings = new TextEncoder().encode("user\0postgres\0database\0postgres\0\0");
  const packet = new Uint8Array(8 + settings.length);
  const view = new DataView(packet.buffer);
  view.setUint32(0, packet.length);
  view.setUint32(4, 3 << 16);
  packet.set(settings, 8);
  return packet;
}

function printable(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll(/[^\x20-\x7e]+/g, " ").trim();
}
