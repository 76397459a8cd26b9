/** What the house says to a place of the source: what can stand there, and what does. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionSource,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import type { CompletionOption, Hover } from "../../workshop_services.ts";
import type { completeAt, hoverAt } from "./requests.ts";

/** What the house is asked. A question that it does not answer leaves the editor without help, and nothing else. */
export interface Help {
  readonly complete: typeof completeAt;
  readonly hover: typeof hoverAt;
}

/** The word or the dot before the cursor: whatever begins something that can be completed. */
const BEGINNING = /[\w$]+|\./;
const WORD = /^[\w$]*$/;

/** Completion and hover. */
export function help({ complete, hover }: Help): Extension {
  return [
    autocompletion({ override: [completionsOf(complete)], closeOnBlur: true }),
    hoverTooltip((view, offset) => hoverOf(view, offset, hover), { hideOnChange: true }),
  ];
}

/** Asks the house; an answer that comes after further typing is not wanted any more. */
export function completionsOf(complete: Help["complete"]): CompletionSource {
  return async (context: CompletionContext) => {
    if (!context.explicit && context.matchBefore(BEGINNING) === null) return null;
    const abort = new AbortController();
    context.addEventListener("abort", () => abort.abort(), { onDocChange: true });
    const answer = await complete(context.state.doc.toString(), context.pos, abort.signal).catch(() => null); // given up
    if (answer === null || !answer.ok || context.aborted) return null;
    const { from, options } = answer.value;
    return { from, options: options.map(shown), validFor: WORD };
  };
}

function shown({ label, kind, detail, info }: CompletionOption): Completion {
  return { label, type: kind, detail, ...(info !== "" && { info }) };
}

async function hoverOf(view: EditorView, offset: number, hover: Help["hover"]): Promise<Tooltip | null> {
  const answer = await hover(view.state.doc.toString(), offset);
  if (!answer.ok || answer.value === null) return null;
  const found = answer.value;
  if (found.to > view.state.doc.length) return null; // it was asked of a longer text
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: explained(found) }) };
}

/** The words stay text: they may quote what somebody wrote. */
function explained({ signature, documentation }: Hover): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-hover";
  const code = box.appendChild(document.createElement("code"));
  code.textContent = signature;
  if (documentation !== "") box.appendChild(document.createElement("p")).textContent = documentation;
  return box;
}
