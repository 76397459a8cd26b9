/** What is sent by a channel, whatever its kind: in words for people, and as data for programs. */
import type { Notice } from "../domain/active_strategy.ts";
import type { NotificationEvent } from "../domain/notification/event.ts";

/** One thing that happened. */
export interface MessageItem {
  /** The same in every attempt to tell it. */
  readonly id: string;
  readonly event: NotificationEvent;
  readonly level: Notice["level"];
  /** Names its text, as the page knows it. */
  readonly key: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** When it happened, UTC ms. */
  readonly timeMs: number;
  /** In the user's language. */
  readonly text: string;
}

/** A message in the user's language. */
export interface Message {
  /** One line. */
  readonly title: string;
  /** What happened, the oldest first, a line each; those beyond what a person reads are counted in the last. */
  readonly lines: readonly string[];
  /** All that it is about. */
  readonly items: readonly MessageItem[];
  /** It tells nothing but that the channel works. */
  readonly isTest: boolean;
}

/** Title and lines as one text of at most so many characters. */
export function textOf({ title, lines }: Pick<Message, "title" | "lines">, most: number): string {
  const text = [title, ...lines].join("\n");
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
