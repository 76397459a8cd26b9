/** A strategy that is open in the workshop: what is kept of it, what stands on the page, and what becomes of both. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { fill, type Texts } from "../../i18n/mod.ts";
import type { Origin, StrategyView, Verdict } from "../../workshop_services.ts";
import type { Answer } from "../trading/ask.ts";
import { Checker } from "./checker.ts";
import { type Draft, draftOf, isSame, originOf, withVerdicts } from "./draft.ts";
import { checkSource, openStrategy, saveStrategy } from "./requests.ts";
import { nameFault, sourceFault } from "./strategy_file.ts";

/** How long the typing must pause before the source is checked. */
const PAUSE_MS = 450;

/** What came of saving. `version` is another one than before where the source was changed. */
export type Saved = { readonly version: number; readonly isNew: boolean } | { readonly fault: string };

/** What the house is asked; tests answer in its place. */
export interface House {
  readonly check: typeof checkSource;
  readonly open: typeof openStrategy;
  readonly save: typeof saveStrategy;
}
const HOUSE: House = { check: checkSource, open: openStrategy, save: saveStrategy };

/** The state behind the page. */
export class WorkshopModel {
  readonly checker: Checker;
  readonly #view: Signal<StrategyView>;
  readonly #saved: Signal<Draft>;
  readonly #draft: Signal<Draft>;
  readonly #isSaving = signal(false);
  readonly #nameRefusal = signal<string | null>(null);
  readonly #heard = new Map<number, Verdict>();
  /** Who wrote what was put into the editor as a whole since the last save. */
  #taken: Origin | null = null;
  /** One at a time: of two that overtake each other the older would become the newest version. */
  #saves: Promise<unknown> = Promise.resolve();
  /** What stands on the page is not what is kept. */
  readonly isDirty: ReadonlySignal<boolean>;

  constructor(readonly rendered: StrategyView, private readonly house: House = HOUSE) {
    this.checker = new Checker(house.check, PAUSE_MS);
    this.#view = signal(rendered);
    this.#saved = signal(draftOf(rendered));
    this.#draft = signal(draftOf(rendered));
    this.isDirty = computed(() => !isSame(this.draft, this.#saved.value));
  }

  /** As the house keeps it, with its versions. */
  get view(): StrategyView {
    return this.#view.value;
  }

  /** As it stands on the page. */
  get draft(): Draft {
    return this.#draft.value;
  }

  get isSaving(): boolean {
    return this.#isSaving.value;
  }

  /** Why the house did not take the name. */
  get nameRefusal(): string | null {
    return this.#nameRefusal.value;
  }

  /** The user changed something; a changed source is checked when the typing pauses. */
  change(changes: Partial<Draft>): void {
    if (changes.name !== undefined) this.#nameRefusal.value = null;
    this.#draft.value = { ...this.draft, ...changes };
    if (changes.source !== undefined) this.checker.soon(changes.source);
  }

  /** A source that somebody wrote goes into the editor as a whole. */
  take(source: string, by: Origin): void {
    this.#taken = by;
    this.change({ source });
  }

  /** Saves what stands on the page, after what is being saved; what is typed meanwhile stays unsaved. */
  save(texts: Texts): Promise<Saved> {
    const saved = this.#saves.then(() => this.#save(texts));
    this.#saves = saved.catch(() => {}); // its own caller hears of it
    return saved;
  }

  async #save(texts: Texts): Promise<Saved> {
    const { faults } = texts.workshop;
    const draft = this.draft;
    const fault = nameFault(draft.name, faults) ?? sourceFault(draft.source, faults);
    if (fault !== null) return { fault };
    const before = this.view.version;
    const origin = originOf(this.view.versions, this.#taken);
    this.#isSaving.value = true;
    const answer = await this.house.save(this.view.id, { ...draft, origin });
    this.#isSaving.value = false;
    if (!answer.ok) return { fault: this.#refused(answer, texts) };
    this.#saved.value = draft;
    this.#taken = null;
    await this.reload();
    return { version: answer.value.version, isNew: answer.value.version !== before };
  }

  /** What is kept of it is asked for anew. What stands on the page stays, unless it was just what was kept. */
  async reload(): Promise<void> {
    const answer = await this.house.open(this.view.id);
    if (!answer.ok) return; // The page shows what it knew; whoever asked says why nothing was heard.
    const wasDirty = this.isDirty.peek();
    this.#view.value = withVerdicts(answer.value, this.#heard);
    if (wasDirty) return;
    this.#saved.value = draftOf(answer.value);
    this.#draft.value = this.#saved.value;
  }

  /** What was found out about a version. One that is not known here was saved elsewhere. */
  hear({ strategyId, version, verdict }: { strategyId: string; version: number; verdict: Verdict }): void {
    if (strategyId !== this.view.id) return;
    this.#heard.set(version, verdict);
    if (version > this.view.version) void this.reload();
    else this.#view.value = withVerdicts(this.view, this.#heard);
  }

  #refused({ status, reason }: Extract<Answer<unknown>, { ok: false }>, { workshop: words }: Texts): string {
    if (status !== 409) return fill(words.requestFailed, { reason });
    this.#nameRefusal.value = words.faults.nameTaken;
    return words.faults.nameTaken;
  }
}
