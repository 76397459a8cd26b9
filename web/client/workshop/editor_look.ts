/** How code looks: in the colours of the page's own tokens, so that both themes are one. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const code = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.self, tags.operatorKeyword], color: "var(--primary-text)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--success-text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--warning-text)" },
  { tag: [tags.comment, tags.docComment], color: "var(--text-faint)", fontStyle: "italic" },
  { tag: [tags.className, tags.typeName], color: "var(--text)", fontWeight: "700" },
  { tag: tags.function(tags.propertyName), color: "var(--text)", fontWeight: "600" },
  { tag: [tags.propertyName, tags.variableName], color: "var(--text)" },
  { tag: [tags.punctuation, tags.operator], color: "var(--text-soft)" },
  { tag: tags.invalid, color: "var(--danger-text)" },
]);

const frame = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface-low)", fontSize: "var(--size-3)" },
  "&.cm-focused": { outline: "none" }, // around the panel, where gutters do not cover it
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--primary-text)" },
  ".cm-cursor": { borderLeftColor: "var(--primary-text)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    color: "var(--text-faint)",
    backgroundColor: "var(--surface-low)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--primary) 6%, transparent)" },
  ".cm-activeLineGutter": {
    color: "var(--text)",
    backgroundColor: "color-mix(in srgb, var(--primary) 10%, transparent)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--primary) 26%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--primary) 16%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--success) 22%, transparent)" },
  ".cm-tooltip": {
    maxWidth: "min(560px, 92vw)",
    border: "1px solid var(--glow-line)",
    borderRadius: "var(--radius-small)",
    color: "var(--text)",
    backgroundColor: "var(--surface-high)",
    boxShadow: "0 8px 30px #0007",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", fontSize: "var(--size-2)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--on-primary)",
    backgroundColor: "var(--primary)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionDetail": { color: "var(--text-faint)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo, .cm-hover": { padding: "var(--space-2) var(--space-3)", fontSize: "var(--size-2)" },
  ".cm-completionInfo, .cm-hover": { whiteSpace: "pre-wrap" },
  ".cm-diagnostic": { padding: "var(--space-1) var(--space-3)", fontFamily: "var(--font)", fontSize: "var(--size-2)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface-high)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line-strong)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line-strong)" },
  ".cm-textfield": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-small)",
    color: "var(--text)",
    backgroundColor: "var(--surface-low)",
  },
  ".cm-button": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-small)",
    color: "var(--text)",
    backgroundColor: "var(--surface)",
    backgroundImage: "none",
  },
  ".cm-collapsedLines": { color: "var(--text-faint)", background: "var(--surface-high)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: "'⋯'" },
  ".cm-foldPlaceholder": { border: "0", color: "var(--text-faint)", backgroundColor: "var(--surface-high)" },
});

/** Colours and frame of every editor of the page. */
export const look: Extension = [frame, syntaxHighlighting(code)];
