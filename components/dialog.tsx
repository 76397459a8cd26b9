/** A question over the page: a native dialog, so Escape and the keyboard work as everywhere. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface DialogProps {
  readonly isOpen: boolean;
  /** The id of its heading. */
  readonly titleId: string;
  readonly cancel: () => void;
  /** Further classes, for its size. */
  readonly class?: string;
  readonly children?: ComponentChildren;
}

/** Open while `isOpen`; when it closes, the focus goes back to where it was. */
export function Dialog({ isOpen, titleId, cancel, class: className, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} class={`dialog ${className ?? ""}`} aria-labelledby={titleId} onClose={cancel}>
      {children}
    </dialog>
  );
}
