/** The code, in an editor that is loaded once the page stands; until then it can be read. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { SourceEditor as Editor } from "../../web/client/workshop/editor.ts";
import { completeAt, hoverAt } from "../../web/client/workshop/requests.ts";
import { themeChanges } from "../../web/client/theme.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { Problem } from "../../web/workshop_services.ts";
import { Panel } from "../panel.tsx";

interface EditorProps {
  readonly source: string;
  /** The source at this very moment, which what was rendered may be behind while somebody types. */
  readonly newest: () => string;
  readonly problems: readonly Problem[] | null;
  /** Where others find the editor, once it is there. */
  readonly editor: { current: Editor | null };
  readonly texts: Texts["workshop"];
  readonly change: (source: string) => void;
  readonly save: () => void;
}

/** Its height is the same before and after it is loaded. */
export function SourceEditor(props: EditorProps) {
  const { source, texts } = props;
  const { editor: words } = texts;
  const { holder, failure, isLoaded } = useEditor(props);
  return (
    <Panel title={words.title} aside={<span class="quiet editor-keys">{words.keys}</span>} class="source">
      <div class="source-holder" ref={holder}>
        {!isLoaded && <pre class="source-text" aria-label={words.label} tabIndex={0}>{source}</pre>}
      </div>
      {failure !== null
        ? <p class="error-text panel-text" role="alert">{fill(words.failed, { reason: failure })}</p>
        : !isLoaded && <p class="sr-only" role="status">{words.loading}</p>}
    </Panel>
  );
}

function useEditor({ source, newest, problems, editor, texts, change, save }: EditorProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const latest = useRef({ newest, change, save });
  latest.current = { newest, change, save };

  useEffect(() => {
    const ends: (() => void)[] = [];
    let isGone = false;
    import("../../web/client/workshop/editor.ts").then(({ SourceEditor }) => {
      if (isGone || holder.current === null) return;
      const made = new SourceEditor(holder.current, {
        source: latest.current.newest(),
        label: texts.editor.label,
        phrases: texts.editor.phrases,
        help: { complete: completeAt, hover: hoverAt },
        change: (next) => latest.current.change(next),
        save: () => latest.current.save(),
      });
      editor.current = made;
      ends.push(themeChanges.subscribe(() => made.paint()), () => made.remove());
      setLoaded(true);
    }, (error: Error) => setFailure(error.message));
    return () => {
      isGone = true;
      editor.current = null;
      ends.forEach((end) => end());
    };
  }, []);

  useEffect(() => {
    if (editor.current !== null) editor.current.source = latest.current.newest();
  }, [source, isLoaded]);
  useEffect(() => editor.current?.show(problems ?? []), [problems, isLoaded]);
  return { holder, failure, isLoaded };
}
