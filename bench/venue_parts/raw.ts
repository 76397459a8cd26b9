/** Servers that answer and do nothing else, as a measure of what the wire itself takes. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** An order's answer is about so long. */
const BODY = JSON.stringify({ orderId: 1, filling: "x".repeat(560) });

/** Running servers, on one port of the loopback interface. */
export interface RawServers extends AsyncDisposable {
  readonly restUrl: string;
  readonly wsUrl: string;
}

/** Reads every request whole and answers with the same body; a message of a socket with its number. */
export async function rawServers(): Promise<RawServers> {
  const http = createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      response.writeHead(200, { "content-type": "application/json", "content-length": BODY.length }).end(BODY);
    });
  });
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { id } = JSON.parse(data.toString());
      socket.send(`{"id":${id},"status":200,"result":${BODY}}`);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    restUrl: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
