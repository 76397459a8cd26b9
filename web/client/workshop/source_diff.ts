/** Two sources beside each other, or one in the other; nothing of them can be changed. Loaded with the editor. */
import { javascript } from "@codemirror/lang-javascript";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { darkness } from "./editor.ts";
import { look } from "./editor_look.ts";

/** What is compared. */
export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  readonly layout: "sides" | "unified";
  /** Names of both sides for screen readers. */
  readonly labels: { readonly before: string; readonly after: string };
  readonly phrases: Readonly<Record<string, string>>;
}

const COLLAPSED = { margin: 3, minSize: 6 };

/** Draws it into an element; the returned function takes it away. */
export function showDiff(holder: HTMLElement, { before, after, layout, labels, phrases }: DiffOptions): () => void {
  const reading = (label: string): Extension => [
    lineNumbers(),
    javascript({ typescript: true }),
    look,
    darkness(),
    EditorState.phrases.of(phrases),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
  if (layout === "unified") {
    const unified = unifiedMergeView({
      original: before,
      mergeControls: false,
      gutter: true,
      collapseUnchanged: COLLAPSED,
    });
    const view = new EditorView({
      parent: holder,
      state: EditorState.create({ doc: after, extensions: [reading(labels.after), unified] }),
    });
    return () => view.destroy();
  }
  const merge = new MergeView({
    parent: holder,
    a: { doc: before, extensions: reading(labels.before) },
    b: { doc: after, extensions: reading(labels.after) },
    gutter: true,
    collapseUnchanged: COLLAPSED,
  });
  return () => merge.destroy();
}
