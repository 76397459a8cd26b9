/** The other end of a WebSocket in the hand of a test. */
import type { Socket } from "./link_life.ts";
import { settle } from "./turned_clock.ts";

/** A socket whose other end is the test. */
export class FakeSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onerror: Socket["onerror"] = null;
  onclose: Socket["onclose"] = null;
  readonly sent: { method: string; params?: string[]; id: number }[] = [];
  closedByUs = false;

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closedByUs = true;
    queueMicrotask(() => this.dies(1005));
  }
  opens(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }
  hears(frame: unknown): void {
    this.onmessage?.call(this as unknown as WebSocket, new MessageEvent("message", { data: JSON.stringify(frame) }));
  }
  dies(code: number, reason = ""): void {
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent("close", { code, reason }));
  }
  /** Opens and acknowledges what was asked so far. */
  async serves(): Promise<void> {
    this.opens();
    await settle();
    for (const { id } of this.sent) this.hears({ result: null, id });
    await settle();
  }
}
