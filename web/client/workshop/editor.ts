/** The code editor. Loaded on its own, by whoever shows one: it is by far the largest part of the page. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import type { Problem } from "../../workshop_services.ts";
import { type Help, help } from "./editor_help.ts";
import { look } from "./editor_look.ts";
import { offsetOf, rangeOf } from "./problem_range.ts";

/** What an editor is made with. */
export interface EditorOptions {
  readonly source: string;
  /** Its name for screen readers. */
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
  readonly help: Help;
  /** Told the whole source after each change by the user. */
  readonly change: (source: string) => void;
  /** Ctrl-S. */
  readonly save: () => void;
}

/** An editor in an element. */
export class SourceEditor {
  readonly #view: EditorView;
  readonly #theme = new Compartment();

  constructor(holder: HTMLElement, options: EditorOptions) {
    const { source, label, phrases, change, save } = options;
    this.#view = new EditorView({
      parent: holder,
      state: EditorState.create({
        doc: source,
        extensions: [
          keymap.of([{ key: "Mod-s", preventDefault: true, run: () => (save(), true) }]),
          editing,
          help(options.help),
          look,
          this.#theme.of(darkness()),
          EditorState.phrases.of(phrases),
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** What stands in it. */
  get source(): string {
    return this.#view.state.doc.toString();
  }

  /** Puts another source in; as one change, so that it can be undone. */
  set source(source: string) {
    if (source === this.source) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: source } });
  }

  /** Marks what is wrong. */
  show(problems: readonly Problem[]): void {
    const { doc } = this.#view.state;
    const marks = problems.map(({ severity, message, code, ...place }): Diagnostic => ({
      ...rangeOf(doc, { severity, message, code, ...place }),
      severity,
      message: code === null ? message : `${message} (${code})`,
    }));
    this.#view.dispatch(setDiagnostics(this.#view.state, marks.sort((a, b) => a.from - b.from)));
  }

  /** Puts the cursor at a place and shows it; `line` and `column` from 1. */
  goTo(line: number, column: number): void {
    const anchor = offsetOf(this.#view.state.doc, line, column);
    this.#view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.#view.focus();
  }

  /** Takes the theme of the page. */
  paint(): void {
    this.#view.dispatch({ effects: this.#theme.reconfigure(darkness()) });
  }

  /** Takes it away. */
  remove(): void {
    this.#view.destroy();
  }
}

/** How long after Escape the Tab key leaves the editor, ms. */
const LEAVING_MS = 2_000;

/** Writing TypeScript. Tab indents; after Escape it leaves, also where Escape has closed something. */
const editing: Extension = [
  EditorView.domEventObservers({
    keydown: ({ key }, view) => void (key === "Escape" && view.setTabFocusMode(LEAVING_MS)),
  }),
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  foldGutter(),
  lintGutter(),
  drawSelection(),
  EditorState.allowMultipleSelections.of(true),
  indentUnit.of("  "),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  rectangularSelection(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  javascript({ typescript: true }),
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
];

/** For the parts of the library that draw themselves light or dark. */
export function darkness(): Extension {
  return EditorView.darkTheme.of(document.documentElement.dataset.theme !== "light");
}
