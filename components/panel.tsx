/** A card with a title: the unit that every page is made of. */
import type { ComponentChildren } from "preact";

interface PanelProps {
  readonly title: ComponentChildren;
  /** Beside the title: hints, switches. */
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

/** A card; its title is its heading. */
export function Panel({ title, aside, class: className, children }: PanelProps) {
  return (
    <section class={`panel ${className ?? ""}`}>
      <header class="panel-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
