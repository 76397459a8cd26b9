/** Turns the pages of a list. */
import { fill, type Texts } from "../../web/i18n/mod.ts";

interface PagerProps {
  /** What is paged, for the ear. */
  readonly name: string;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly texts: Texts["trading"];
  readonly turn: (page: number) => void;
}

/** Two buttons and where one is; nothing where there is one page only. */
export function Pager({ name, page, pages, texts: { pages: words }, turn }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={fill(words.label, { name })}>
      <button type="button" class="button small" disabled={page <= 1} onClick={() => turn(page - 1)}>
        <span aria-hidden="true">‹</span>
        <span class="sr-only">{words.previous}</span>
      </button>
      <span class="quiet" aria-live="polite">{fill(words.of, { page, pages })}</span>
      <button type="button" class="button small" disabled={page >= pages} onClick={() => turn(page + 1)}>
        <span aria-hidden="true">›</span>
        <span class="sr-only">{words.next}</span>
      </button>
    </nav>
  );
}
