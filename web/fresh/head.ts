/** Where `<Head>` puts its children while the server renders. */
import type { ComponentChildren } from "preact";

let sink: ComponentChildren[] | undefined;

/** Adds to the head of the page that is rendering; nothing in a browser. */
export function addToHead(children: ComponentChildren): void {
  sink?.push(children);
}

/** Runs a synchronous render and returns what its `<Head>`s held. */
export function collectHead<T>(render: () => T): { result: T; head: ComponentChildren[] } {
  const outer = sink;
  const head: ComponentChildren[] = sink = [];
  try {
    return { result: render(), head };
  } finally {
    sink = outer;
  }
}
