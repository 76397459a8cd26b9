/** A conversation with the assistant, as long as its page is open. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { AssistantTurn } from "../../assistant_services.ts";
import { answerEvents, type NoAnswer } from "./answer_events.ts";
import { questionBody } from "./history.ts";

/** What a turn shows beside its text. */
export interface ShownTurn extends AssistantTurn {
  readonly state: "whole" | "coming" | "stopped";
  /** The source that it proposes. */
  readonly proposal: string | null;
  /** Why it is not whole. */
  readonly failure:
    | NoAnswer
    | { readonly kind: "failed"; readonly reason: string }
    | { readonly kind: "tooLong" }
    | null;
}

/** What a question is about, when it is asked. */
export interface Editor {
  source(): string;
  errors(): readonly string[];
  propose(source: string): void;
}

/** The turns so far, and the answer that is coming. */
export class Conversation {
  readonly #turns = signal<readonly ShownTurn[]>([]);
  #answering: AbortController | null = null;
  readonly #send: typeof answerEvents;
  readonly turns: ReadonlySignal<readonly ShownTurn[]> = this.#turns;
  readonly isAnswering: ReadonlySignal<boolean> = computed(() => this.#turns.value.at(-1)?.state === "coming");

  /** @param send only tests say another one. */
  constructor(send: typeof answerEvents = answerEvents) {
    this.#send = send;
  }

  /** Asks; returns when the answer has come to its end. Nothing happens while another one is coming. */
  async ask(text: string, editor: Editor): Promise<void> {
    if (this.isAnswering.peek() || text.trim() === "") return;
    const asked: readonly ShownTurn[] = [...this.#turns.peek(), { ...WHOLE, role: "user", text }];
    this.#turns.value = [...asked, { ...WHOLE, role: "assistant", text: "", state: "coming" }];
    const turns = asked.filter((turn) => turn.text !== "").map(({ role, text }) => ({ role, text }));
    const body = questionBody({ turns, source: editor.source(), errors: editor.errors() });
    if (body === null) return this.#change({ state: "whole", failure: { kind: "tooLong" } });
    const answering = this.#answering = new AbortController();
    for await (const event of this.#send(body, answering.signal)) {
      if (answering.signal.aborted) return;
      if (event.kind === "text") this.#change({ text: this.#last.text + event.text });
      else if (event.kind === "proposal") this.#change({ proposal: event.source });
      else if (event.kind !== "end") this.#change({ failure: event });
    }
    if (answering.signal.aborted) return;
    this.#change({ state: "whole" });
    if (this.#last.proposal !== null) editor.propose(this.#last.proposal);
  }

  /** Ends the answer that is coming; what came of it stays. */
  stop(): void {
    if (!this.isAnswering.peek()) return;
    this.#answering?.abort();
    this.#change({ state: "stopped" });
  }

  clear(): void {
    this.stop();
    this.#turns.value = [];
  }

  get #last(): ShownTurn {
    return this.#turns.peek().at(-1)!;
  }

  #change(changes: Partial<ShownTurn>): void {
    this.#turns.value = [...this.#turns.peek().slice(0, -1), { ...this.#last, ...changes }];
  }
}

const WHOLE = { state: "whole", proposal: null, failure: null } as const;
