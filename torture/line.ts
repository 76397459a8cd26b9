/** The line between the platform and the exchange: it can be cut, so that nobody is let through, or fall silent. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

const HOST = "127.0.0.1";

/** What has become of a line. `refuses`: connections are cut and refused; `hangs`: they stand, and nothing comes through. */
export type LineState = "open" | "refuses" | "hangs";

/** A line to a port of this machine. */
export class Line implements AsyncDisposable {
  readonly port: number;
  readonly #sockets = new Set<Socket>();
  #state: LineState = "open";
  #server: Server | null;

  private constructor(readonly to: number, server: Server) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = this.#taking(server);
  }

  /** A line to a port, with a port of its own. */
  static async open(to: number): Promise<Line> {
    return new Line(to, await listen(0));
  }

  /** Where it begins. */
  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** Lets something befall it; `open` mends it. What hung is cut then, as it would be by who waited. */
  async set(state: LineState): Promise<void> {
    if (this.#state === state) return;
    this.#state = state;
    if (state === "hangs") return;
    for (const socket of this.#sockets) socket.destroy();
    if (state === "refuses") await this.#close();
    else this.#server ??= this.#taking(await listen(this.port));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.set("refuses");
  }

  #taking(server: Server): Server {
    return server.on("connection", (socket) => this.#join(socket, connect(this.to, HOST)));
  }

  #join(near: Socket, far: Socket): void {
    const gone = () => {
      for (const socket of [near, far]) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    const pass = (from: Socket, to: Socket) =>
      from.on("data", (bytes) => this.#state === "hangs" || to.destroyed || to.write(bytes));
    pass(near, far);
    pass(far, near);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on("close", gone).on("error", gone).setNoDelay(true);
    }
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => resolve(server));
  });
}
