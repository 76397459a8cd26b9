/** Two sources compared, with what can be done about it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Comparison } from "../../web/client/workshop/questions.ts";
import type { Texts } from "../../web/i18n/mod.ts";
import { Dialog } from "../dialog.tsx";

interface DiffProps {
  /** Null while nothing is compared. */
  readonly compared: Comparison | null;
  readonly texts: Texts["workshop"];
  readonly close: () => void;
}

type Layout = "sides" | "unified";

/** Narrow pages begin with one column; the wish of the user stays for the page. */
export function DiffDialog({ compared, texts, close }: DiffProps) {
  const [wish, setWish] = useState<Layout | null>(null);
  const { diff: words } = texts;
  const layout = wish ?? (innerWidthOf() < 1000 ? "unified" : "sides");
  return (
    <Dialog isOpen={compared !== null} titleId="diff-title" class="diff-dialog" cancel={close}>
      {compared !== null && (
        <>
          <div class="diff-head">
            <h2 id="diff-title">{compared.title}</h2>
            <div class="choice" role="group" aria-label={words.view}>
              {(["sides", "unified"] as const).map((each) => (
                <button
                  type="button"
                  key={each}
                  aria-pressed={layout === each}
                  onClick={() => setWish(each)}
                >
                  {words[each]}
                </button>
              ))}
            </div>
          </div>
          {compared.text !== "" && <p>{compared.text}</p>}
          {compared.before === compared.after
            ? <p class="quiet empty">{texts.versions.same}</p>
            : <Diff compared={compared} layout={layout} texts={texts} />}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={close}>{compared.act?.dismiss ?? texts.close}</button>
            {compared.act && (
              <button type="button" class="button primary" onClick={compared.act.run}>{compared.act.label}</button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

interface ViewProps {
  readonly compared: Comparison;
  readonly layout: Layout;
  readonly texts: Texts["workshop"];
}

function Diff({ compared: { before, after }, layout, texts }: ViewProps) {
  const { diff: words, editor } = texts;
  const holder = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let end: (() => void) | null = null;
    let isGone = false;
    import("../../web/client/workshop/source_diff.ts").then(({ showDiff }) => {
      if (isGone || holder.current === null) return;
      const labels = { before: words.before, after: words.after };
      end = showDiff(holder.current, { before, after, layout, labels, phrases: editor.phrases });
    }, (error: Error) => setFailure(error.message));
    return () => {
      isGone = true;
      end?.();
    };
  }, [before, after, layout]);
  return failure === null
    ? <div class={`diff-holder ${layout}`} ref={holder} />
    : <p class="error-text" role="alert">{failure}</p>;
}

/** Of the browser; on the server nothing is compared. */
function innerWidthOf(): number {
  return typeof document === "undefined" ? 0 : document.documentElement.clientWidth;
}
