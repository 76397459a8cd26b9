/** The elements and attributes that this layer adds to HTML. */
import type { ComponentChildren } from "preact";

interface OwnElement {
  readonly name?: string;
  readonly children?: ComponentChildren;
  readonly [attribute: string]: unknown;
}

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "f-island": OwnElement;
      "f-slot": OwnElement;
      "f-partial": OwnElement;
    }
  }
  interface HTMLAttributes<RefType extends EventTarget = EventTarget> {
    /** Links and forms below exchange partials instead of loading pages; `false` switches it off again. */
    "f-client-nav"?: boolean | "false";
    /** The address that the partials are fetched from, where it is not the link's own. */
    "f-partial"?: string;
  }
}
