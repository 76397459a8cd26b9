/** What the backend knows of one client. */
import { type Frame, FrameReader, textAt } from "./frames.ts";

/** A client of the backend. */
export interface Client {
  readonly id: number;
  readonly reader: FrameReader;
  queue: Frame[];
  /** Names of its prepared statements, to be forgotten when it leaves. */
  readonly statements: Set<string>;
  /** A COPY FROM STDIN being collected: the engine must get it in one piece. */
  copy: Frame[] | undefined;
  /** Since when it waits for its turn. */
  waitingSince: number;
  /** It was refused: what it had sent on is dropped until it leaves. */
  refused: boolean;
}

/** A client of whom nothing was heard yet. */
export function newClient(id: number): Client {
  return {
    id,
    reader: new FrameReader(),
    queue: [],
    statements: new Set(),
    copy: undefined,
    waitingSince: 0,
    refused: false,
  };
}

/** Keeps the books of the client's prepared statements, by a message that it sends. */
export function rememberStatement(client: Client, next: Frame): void {
  if (next.type === "P") {
    const name = textAt(next, 5);
    if (name) client.statements.add(name);
  } else if (next.type === "C" && next.bytes[5] === "S".charCodeAt(0)) {
    client.statements.delete(textAt(next, 6));
  }
}
