/** A way to a database that tests can shut: a port before the embedded engine, which takes, refuses, cuts or swallows. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Engine } from "./embedded/engine.ts";
import { borrowEngine, giveEngineBack } from "./test_database.ts";

/** A door before an engine in memory. */
export class Door implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #engine: Engine;
  readonly #port: number;
  #server: Server;
  #swallows = false;

  private constructor(engine: Engine, server: Server) {
    this.#engine = engine;
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => this.#enter(socket));
  }

  /** An open door before a database with all tables. */
  static async open(): Promise<Door> {
    return new Door(await borrowEngine(), await listen(0));
  }

  /** The address of the database behind it. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/postgres`;
  }

  /** Cuts everybody off, as a server does that is killed. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts everybody off and refuses whoever comes. */
  async shut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  /** Takes whoever comes again. */
  async reopen(): Promise<void> {
    this.#server = await listen(this.#port);
    this.#server.on("connection", (socket) => this.#enter(socket));
  }

  /** Whether what is said on either side is lost, as on a line that was cut in silence. */
  set swallows(swallows: boolean) {
    this.#swallows = swallows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.shut();
    await giveEngineBack(this.#engine);
  }

  #enter(socket: Socket): void {
    const inner = this.#engine.connect();
    this.#sockets.add(socket);
    const left = () => {
      this.#sockets.delete(socket);
      inner.destroy();
      socket.destroy();
    };
    const pass = (from: typeof inner | Socket, to: typeof inner | Socket) =>
      from.on("data", (bytes) => this.#swallows || to.destroyed || to.write(bytes)).on("close", left).on("error", left);
    pass(socket, inner);
    pass(inner, socket);
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
