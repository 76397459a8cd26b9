/** The exchange's end of one WebSocket: subscribes at once, and may fall silent. */
import { FakeSocket } from "../../exchanges/binance/fake_socket.ts";

/** A socket that answers by itself. */
export class ChaosSocket extends FakeSocket {
  readonly streams = new Set<string>();
  /** It neither tells nor answers anything any more, and does not say so. */
  isSilent = false;
  isOpen = false;

  /** Lets it open, a moment after it was asked for. */
  accept(): void {
    queueMicrotask(() => {
      if (this.closedByUs) return;
      this.isOpen = true;
      this.opens();
    });
  }

  /** The connection attempt fails. */
  refuse(): void {
    queueMicrotask(() => this.ends(1006));
  }

  /** It ends, as the exchange wants it. */
  ends(code: number, reason = ""): void {
    this.isOpen = false;
    this.dies(code, reason);
  }

  override close(): void {
    this.isOpen = false;
    super.close();
  }

  override send(text: string): void {
    super.send(text);
    const { method, params = [], id } = this.sent.at(-1)!;
    queueMicrotask(() => {
      if (!this.isOpen || this.isSilent) return;
      if (method === "SUBSCRIBE") { for (const stream of params) this.streams.add(stream); }
      if (method === "UNSUBSCRIBE") { for (const stream of params) this.streams.delete(stream); }
      this.hears(method === "LIST_SUBSCRIPTIONS" ? { result: [...this.streams], id } : { result: null, id });
    });
  }

  /** Tells a frame, if it carries the stream. Answers whether it was told. */
  tells(stream: string, data: unknown): boolean {
    if (!this.isOpen || this.isSilent || !this.streams.has(stream)) return false;
    this.hears({ stream, data });
    return true;
  }
}
