/** The menu's drawer on a phone: a native popover that closes when a link in it is followed. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface DrawerProps {
  readonly label: string;
  readonly closeLabel: string;
  readonly icon: ComponentChildren;
  readonly children: ComponentChildren;
}

const ID = "menu-drawer";

export default function Drawer({ label, closeLabel, icon, children }: DrawerProps) {
  const drawer = useRef<HTMLDivElement>(null);
  const closeOnLink = (event: Event) => {
    if ((event.target as Element).closest("a")) drawer.current?.hidePopover();
  };
  return (
    <>
      <button type="button" class="drawer-button" popovertarget={ID}>
        {icon}
        <span>{label}</span>
      </button>
      <div id={ID} ref={drawer} class="drawer" popover="auto" onClick={closeOnLink}>
        <button type="button" class="tool drawer-close" popovertarget={ID} popovertargetaction="hide">
          {closeLabel}
        </button>
        {children}
      </div>
    </>
  );
}
