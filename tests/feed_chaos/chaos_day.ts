/** A recorded day as it is played on an exchange that goes wrong. */
import type { TestKit } from "../../actors/runtime/testkit.ts";
import type { Candle } from "../../domain/candle.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { ChaosExchange } from "./chaos_exchange.ts";
import type { ChaosSocket } from "./chaos_socket.ts";
import type { Fault } from "./faults.ts";
import type { ReplayedMarket, ReplayFrame } from "./replay.ts";

/** Plays a recorded day on an exchange, frame by frame, and lets the faults happen. */
export class ChaosDay {
  /** How often each fault has happened. */
  readonly happened = new Map<string, number>();
  /** Faults of frames whose frame has not come yet. */
  readonly #pending: (Fault & { on: "frame" })[] = [];
  /** Frames that come late, after so many others, on the connections of their time. */
  #late: { after: number; readonly frame: ReplayFrame; readonly sockets: readonly ChaosSocket[] }[] = [];
  #lagUntilMs = 0;

  /** @param onCrash told before an actor crashes; the feed begins anew with each. */
  constructor(
    readonly exchange: ChaosExchange,
    readonly kit: TestKit,
    readonly random: () => number,
    readonly onCrash: () => void,
  ) {}

  /** All faults that have happened. */
  get count(): number {
    return [...this.happened.values()].reduce((sum, count) => sum + count, 0);
  }

  /** One minute passes. */
  async pass(openMs: number, faults: readonly Fault[]): Promise<void> {
    const frames = this.exchange.markets.flatMap((market) => market.frames(openMs))
      .sort((a, b) => a.timeMs - b.timeMs);
    const due = faults.map((fault) => ({ fault, at: Math.floor(this.random() * (frames.length + 1)) }));
    for (let i = 0; i <= frames.length; i++) {
      for (const { fault, at } of due) if (at === i) await this.#strike(fault);
      const frame = frames[i];
      if (frame) await this.#send(frame);
    }
    this.exchange.nowMs = openMs + 60_010;
    if (this.exchange.nowMs >= this.#lagUntilMs) this.exchange.lagMs = 0;
    await this.kit.advance("2s");
  }

  /** Everything works again; what comes late comes now. */
  calm(): void {
    const { exchange } = this;
    exchange.restFaults.length = 0;
    exchange.lagMs = exchange.refusals = exchange.awayUntilMs = 0;
    for (const { frame, sockets } of this.#late.splice(0)) exchange.tell(frame, sockets);
  }

  async #strike(fault: Fault): Promise<void> {
    if (fault.on === "frame") return void this.#pending.push(fault);
    this.#count(fault);
    const { exchange } = this;
    switch (fault.kind) {
      case "cut":
        for (const socket of this.#some()) socket.ends(this.random() < 0.5 ? 1006 : 1001);
        break;
      case "silent":
        for (const socket of this.#some()) socket.isSilent = true;
        break;
      case "refused":
        exchange.refusals += 2;
        for (const socket of this.#some()) socket.ends(1006);
        break;
      case "shutdown":
        for (const socket of this.#some()) socket.hears({ e: "serverShutdown", E: exchange.nowMs });
        break;
      case "away":
        exchange.awayUntilMs = exchange.nowMs + 60_000 * (1 + Math.floor(this.random() * 8));
        for (const socket of exchange.open) socket.ends(1001, "maintenance");
        break;
      case "lag":
        exchange.lagMs = 60_000 + Math.floor(this.random() * 60_000);
        this.#lagUntilMs = exchange.nowMs + 3 * 60_000;
        break;
      case "feed":
      case "candles-5m":
      case "candles-1h":
        await this.kit.settle();
        this.onCrash();
        await this.kit.crash(`/root/${fault.kind}`);
        break;
      default:
        exchange.restFaults.push(...Array<typeof fault.kind>(3).fill(fault.kind));
    }
  }

  async #send(frame: ReplayFrame): Promise<void> {
    const { exchange } = this;
    exchange.nowMs = Math.max(exchange.nowMs, frame.timeMs);
    const market = exchange.markets.findIndex(({ symbol }) => symbol === frame.symbol);
    const heard = exchange.open.some(({ isSilent }) => !isSilent); // else nothing could go wrong
    const at = this.#pending.findIndex((fault) => heard && fault.of === frame.kind && fault.market === market);
    if (at < 0) exchange.tell(frame);
    else this.#spoil(frame, exchange.markets[market]!, this.#pending.splice(at, 1)[0]!);
    for (const late of this.#late) late.after--;
    for (const { frame, sockets } of this.#late.filter(({ after }) => after < 0)) exchange.tell(frame, sockets);
    this.#late = this.#late.filter(({ after }) => after >= 0);
    if (this.random() < 0.2) await this.kit.settle();
  }

  #spoil(frame: ReplayFrame, market: ReplayedMarket, fault: Fault & { on: "frame" }): void {
    this.#count(fault);
    const { exchange } = this;
    const wrong = () => market.kline(spoiled(market, frame.of), "close", frame.timeMs);
    switch (fault.kind) {
      case "dropped":
        break;
      case "twice":
        exchange.tell(frame);
        exchange.tell(frame);
        break;
      case "swapped":
        this.#delay(frame, 1);
        break;
      case "delayed":
        this.#delay(frame, 1 + Math.floor(this.random() * 60));
        break;
      case "garbled":
        for (const socket of exchange.open) {
          socket.hears({ stream: frame.stream, data: { ...frame.data as object, s: 1 } });
        }
        break;
      case "closedWrongFirst":
        exchange.tell(wrong());
        this.#delay(frame, Math.floor(this.random() * 20));
        break;
      case "repeatedWrong":
        exchange.tell(frame);
        exchange.tell(wrong());
    }
  }

  /** One of the open connections, or all. */
  #some(): readonly ChaosSocket[] {
    const { open } = this.exchange;
    return this.random() < 0.3 ? open : open.slice(Math.floor(this.random() * open.length)).slice(0, 1);
  }

  #delay(frame: ReplayFrame, after: number): void {
    this.#late.push({ after, frame, sockets: this.exchange.open });
  }

  #count({ on, kind }: Fault): void {
    const name = `${on} ${kind}`;
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
  }
}

/** The candle with other numbers: what a late trade was not yet in. */
function spoiled({ candles }: ReplayedMarket, openMs: number): Candle {
  const candle = candles.find((candle) => candle.openMs === openMs)!;
  const volume = new Decimal(candle.volume).plus("0.5").toFixed();
  return { ...candle, close: candle.open, volume };
}
