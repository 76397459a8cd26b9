/** REST and sockets of Binance's protocol in the hand of a test. */
import { FakeSocket } from "../exchanges/binance/fake_socket.ts";

/** Keeps what was asked and opened; what REST answers is for who extends it. */
export abstract class ScriptedTransport {
  readonly sockets: FakeSocket[] = [];
  readonly asked: string[] = [];
  /** What a test answers in place of the exchange. */
  answer: (path: string) => Response | undefined = () => undefined;

  readonly transport = {
    open: (url: string) => {
      const socket = new FakeSocket(url);
      this.sockets.push(socket);
      return socket;
    },
    fetch: (url: string) => {
      const path = decodeURIComponent(url.replace("http://exchange", ""));
      this.asked.push(path);
      return Promise.resolve(this.answer(path) ?? this.serve(path));
    },
  };

  /** The socket that was opened last. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** What REST says to this path with its query. */
  protected abstract serve(path: string): Response;
}
