/**
 * The live connection: the only place that opens an EventSource.
 *
 * One tab of a browser leads (it holds a Web Lock) and shares its events with the others over a BroadcastChannel; when it
 * closes, another takes over and goes on after the last event that it heard. Where there are no Web Locks, each tab leads.
 */
import type { LiveEventData, LiveEventName, Snapshot } from "../../actors/live/live_events.ts";
import { buildId } from "../fresh/build_id.ts";
import { apply, coherences, connection, gaps, rows, snapshotNow, tree } from "./store.ts";
import { toastNewVersion } from "./toasts.ts";

/** As the server tells browsers; used where the browser itself has given up. */
const RETRY_MS = 5_000;
/** How often the leader asks which tabs are still there. */
const ROLL_CALL_MS = 30_000;
const ANSWER_MS = 3_000;
const NAME = "aristobot-live";
const EVENTS: readonly LiveEventName[] = [
  "hello",
  "snapshot",
  "raw",
  "candle",
  "open-candle",
  "heartbeat-status",
  "order",
  "strategy",
  "strategy-stopped",
  "notice",
  "market",
  "job",
  "run",
  "verdict",
  "webhook",
  "foreign",
  "audit",
  "tree",
  "trace",
];

type Message =
  | { readonly kind: "event"; readonly name: LiveEventName; readonly data: never; readonly id: string }
  | { readonly kind: "connection"; readonly state: typeof connection.value }
  | { readonly kind: "watching"; readonly tab: string; readonly channels: readonly string[]; readonly isNew: boolean }
  | { readonly kind: "welcome"; readonly to: string; readonly snapshot: Snapshot; readonly lastId: string }
  | { readonly kind: "left"; readonly tab: string }
  | { readonly kind: "who" };

const tab = crypto.randomUUID();
const watched = new Map<string, number>();
const others = new Map<string, readonly string[]>();
const answered = new Set<string>();
let channel: BroadcastChannel | undefined;
let leading = false;
/** Whether this tab has been told how things stand; a snapshot after that means that events were missed. */
let informed = false;
let lastId = "";
let said = "";

/** Connects this tab, once. */
export function connect(): void {
  if (channel !== undefined) return;
  channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  addEventListener("pagehide", () => tell({ kind: "left", tab }));
  tell(watching(true));
  const locks = (navigator as { locks?: LockManagerLike }).locks;
  if (locks === undefined) lead();
  else void locks.request(NAME, () => (lead(), new Promise<void>(() => {})));
}

interface LockManagerLike {
  request(name: string, whileHeld: () => Promise<void>): Promise<void>;
}

/** Says that something on the page looks at a channel, until the returned function is called. */
export function watch(name: string): () => void {
  watched.set(name, (watched.get(name) ?? 0) + 1);
  sayWatched();
  return () => {
    const left = (watched.get(name) ?? 1) - 1;
    if (left > 0) return void watched.set(name, left);
    watched.delete(name);
    if (name === "raw") rows.value = null;
    if (name === "audit") coherences.value = null;
    if (name.startsWith("tree")) tree.value = null;
    sayWatched();
  };
}

function sayWatched(): void {
  tell(watching(false));
  if (leading) void postWatched();
}

function watching(isNew: boolean): Message {
  return { kind: "watching", tab, channels: [...watched.keys()], isNew };
}

function tell(message: Message): void {
  channel?.postMessage(message);
}

function hear(message: Message): void {
  switch (message.kind) {
    case "event":
      if (leading) return;
      if (message.id !== "") lastId = message.id;
      return take(message.name, message.data);
    case "connection":
      if (!leading) connection.value = message.state;
      return;
    case "watching":
      others.set(message.tab, message.channels);
      answered.add(message.tab);
      return leading ? welcome(message) : undefined;
    case "welcome":
      return message.to === tab && !informed ? settleIn(message) : undefined;
    case "left":
      others.delete(message.tab);
      return leading ? void postWatched() : undefined;
    case "who":
      return tell(watching(false));
  }
}

/** A tab that has just opened hears at once how things stand. */
function welcome(message: Extract<Message, { kind: "watching" }>): void {
  void postWatched();
  if (!message.isNew || !informed) return;
  tell({ kind: "welcome", to: message.tab, snapshot: snapshotNow(), lastId });
  tell({ kind: "connection", state: connection.value });
}

function settleIn({ snapshot, lastId: id }: Extract<Message, { kind: "welcome" }>): void {
  lastId = id;
  informed = true;
  apply("snapshot", snapshot);
}

function lead(): void {
  leading = true;
  open();
  tell({ kind: "who" });
  setInterval(rollCall, ROLL_CALL_MS);
}

/** A tab that ended without a word must not keep its channels. */
function rollCall(): void {
  const before = [...others.keys()];
  answered.clear();
  tell({ kind: "who" });
  setTimeout(() => {
    for (const name of before) if (!answered.has(name)) others.delete(name);
    void postWatched();
  }, ANSWER_MS);
}

function open(): void {
  const source = new EventSource(lastId === "" ? "/events" : `/events?last=${lastId}`);
  source.onopen = () => {
    setConnection("open");
    said = "";
    void postWatched();
  };
  source.onerror = () => {
    setConnection("lost");
    if (source.readyState === EventSource.CLOSED) void openAgain();
  };
  for (const name of EVENTS) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      lastId = event.lastEventId || lastId;
      const data = JSON.parse(event.data) as never;
      tell({ kind: "event", name, data, id: event.lastEventId });
      take(name, data);
    });
  }
}

/** The browser has given up: because the user is signed in no more, and then the page leads to the login, or for a moment. */
async function openAgain(): Promise<void> {
  const answer = await fetch("/events", { method: "HEAD" }).catch(() => null);
  if (answer?.status === 401) location.reload();
  else setTimeout(open, RETRY_MS);
}

function setConnection(state: typeof connection.value): void {
  connection.value = state;
  tell({ kind: "connection", state });
}

function take<N extends LiveEventName>(name: N, data: LiveEventData[N]): void {
  if (name === "hello") return greet(data as LiveEventData["hello"]);
  apply(name, data);
  if (name !== "snapshot") return;
  if (informed) gaps.value++;
  informed = true;
}

/**
 * Another build answers than the one that made this page: in development it is loaded anew, else the user is told. Another
 * user than the one whose page this is: it is loaded anew at once.
 */
function greet({ build, dev, userId }: LiveEventData["hello"]): void {
  if (userId !== document.documentElement.dataset.user) return location.reload();
  const own = buildId();
  if (own === "" || build === own) return;
  if (dev) location.reload();
  else toastNewVersion();
}

/** Tells the server what all tabs together look at; what it has not heard is told again at the next roll call at the latest. */
async function postWatched(): Promise<void> {
  const channels = [...new Set([...watched.keys(), ...[...others.values()].flat()])].sort();
  const text = JSON.stringify({ channels });
  if (text === said || connection.value !== "open") return;
  said = text;
  const headers = { "content-type": "application/json" };
  const response = await fetch("/events/watch", { method: "POST", headers, body: text }).catch(() => null);
  if (!response?.ok && said === text) said = "";
}
