/** Panels of which one is seen at a time; the others live on. Arrow keys turn them, as everywhere. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

/** One panel. */
export interface Tab<N extends string> {
  readonly name: N;
  readonly label: string;
  readonly content: ComponentChildren;
}

interface TabsProps<N extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<N>[];
  readonly shown: N;
  readonly show: (name: N) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The list of tabs with their panels. */
export function Tabs<N extends string>({ label, tabs, shown, show }: TabsProps<N>) {
  const list = useRef<HTMLDivElement>(null);
  const turn = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (tabs.findIndex(({ name }) => name === shown) + step + tabs.length) % tabs.length;
    show(tabs[at]!.name);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus();
  };
  return (
    <section class="panel tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={turn}>
        {tabs.map(({ name, label: text }) => (
          <button
            type="button"
            role="tab"
            key={name}
            id={`tab-${name}`}
            aria-controls={`panel-${name}`}
            aria-selected={name === shown}
            tabIndex={name === shown ? 0 : -1}
            onClick={() => show(name)}
          >
            {text}
          </button>
        ))}
      </div>
      {tabs.map(({ name, content }) => (
        <div key={name} role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`} hidden={name !== shown}>
          {content}
        </div>
      ))}
    </section>
  );
}
