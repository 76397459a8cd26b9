/** Leaving the page while something is not saved. */
import { useEffect, useRef, useState } from "preact/hooks";

/** A question that is open: whether to go to an address. */
export interface Leaving {
  readonly address: string;
}

/** While `isDirty`: links inside the application are asked about, the browser asks for the rest. */
export function useLeaving(isDirty: boolean): { leaving: Leaving | null; stay: () => void; go: (to: string) => void } {
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  const isFree = useRef(false);
  useEffect(() => {
    if (!isDirty) return;
    const unload = (event: BeforeUnloadEvent) => {
      if (!isFree.current) event.preventDefault();
    };
    const click = (event: MouseEvent) => {
      const address = leadsAway(event);
      if (address === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeaving({ address });
    };
    addEventListener("beforeunload", unload);
    addEventListener("click", click, { capture: true });
    return () => {
      removeEventListener("beforeunload", unload);
      removeEventListener("click", click, { capture: true });
    };
  }, [isDirty]);
  return {
    leaving,
    stay: () => setLeaving(null),
    go: (to) => {
      isFree.current = true;
      location.assign(to);
    },
  };
}

/** The address of a link that would leave this page in this tab; null for any other click. */
function leadsAway(event: MouseEvent): string | null {
  const link = (event.target as Element | null)?.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!(link instanceof HTMLAnchorElement) || !isPlain || link.target || link.hasAttribute("download")) return null;
  const isHere = link.origin === location.origin && link.pathname === location.pathname;
  return isHere ? null : link.href;
}
