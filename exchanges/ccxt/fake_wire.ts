/** For tests: a server on the loopback interface whose answers and frames the test chooses. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** What REST answers to a path (with its query). */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is where it is text. */
  readonly body: unknown;
}

/** A client's socket, and what it has sent. */
export interface Caller {
  readonly socket: WebSocket;
  readonly sent: unknown[];
}

/** One server, REST and WebSocket at one port. */
export class FakeWire implements AsyncDisposable {
  readonly callers: Caller[] = [];
  /** Paths that were asked for, with their queries. */
  readonly asked: string[] = [];
  /** Refuses every new socket. */
  refuses = false;
  answer: (path: string) => Answer = () => ({ status: 404, body: {} });
  /** Hears each message of a client. */
  hear: (caller: Caller, message: unknown) => void = () => {};
  /** Greets each new client. */
  greet: (caller: Caller) => void = () => {};
  readonly #http: Server;
  readonly #sockets: WebSocketServer;

  private constructor() {
    this.#http = createServer((request, response) => this.#serve(request, response));
    this.#sockets = new WebSocketServer({ noServer: true });
    this.#http.on("upgrade", (request, socket, head) => {
      if (this.refuses) return socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened));
    });
  }

  static async open(): Promise<FakeWire> {
    const wire = new FakeWire();
    await new Promise<void>((resolve) => wire.#http.listen(0, "127.0.0.1", resolve));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** The newest client. */
  get caller(): Caller {
    const caller = this.callers.at(-1);
    if (!caller) throw new Error("No client has called yet");
    return caller;
  }

  /** Sends to all whose socket is open. */
  tell(frame: unknown): void {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    for (const { socket } of this.callers) if (socket.readyState === socket.OPEN) socket.send(text);
  }

  /** Every socket dies without a word. */
  cut(): void {
    for (const { socket } of this.callers) socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  get #port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    this.asked.push(path);
    const { status = 200, headers = {}, body } = this.answer(path);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  }

  #welcome(socket: WebSocket): void {
    const caller: Caller = { socket, sent: [] };
    this.callers.push(caller);
    socket.on("message", (data) => {
      const message: unknown = JSON.parse(data.toString());
      caller.sent.push(message);
      this.hear(caller, message);
    });
    this.greet(caller);
  }
}
