/** The menu: fixed on the left, at the bottom and in a drawer on a phone. */
import { currentMark } from "../web/fresh/current_mark.ts";
import { fill, type Texts } from "../web/i18n/mod.ts";
import type { Viewer } from "../web/viewer.ts";
import { Icon, type IconName } from "./icon.tsx";
import { SignOut } from "./sign_out.tsx";

type MenuText = Exclude<keyof Texts["menu"], "label" | "zone">;

/** The pages, in the menu's order. */
export const PAGES: readonly { readonly href: string; readonly name: MenuText & IconName }[] = [
  { href: "/heartbeat", name: "heartbeat" },
  { href: "/trading", name: "trading" },
  { href: "/bot", name: "bot" },
  { href: "/strategies", name: "strategies" },
  { href: "/backtest", name: "backtest" },
  { href: "/webhooks", name: "webhooks" },
  { href: "/statistics", name: "statistics" },
  { href: "/account", name: "account" },
];

/** Stands apart, at the menu's bottom. */
export const SYSTEM_PAGE = { href: "/system", name: "system" } as const;

/** The pages that a phone keeps at hand. */
const AT_HAND = new Set(["/heartbeat", "/trading", "/bot", "/system"]);

interface MenuProps {
  readonly texts: Texts;
  /** Path of the page that is shown. */
  readonly path: string;
}

/** Every page, with the name of the application above; who is signed in, and the time zone of all dates, below. */
export function Menu({ texts, path, viewer, zone }: MenuProps & { readonly viewer: Viewer; readonly zone: string }) {
  return (
    <>
      <Brand texts={texts} />
      <ul class="menu-list">
        {PAGES.map((page) => <MenuItem key={page.href} {...page} texts={texts} path={path} />)}
        <MenuItem {...SYSTEM_PAGE} texts={texts} path={path} apart />
      </ul>
      {viewer.sessionId === null
        ? (
          <p class="sign-out">
            <span class="quiet">{fill(texts.login.debug, { name: viewer.name })}</span>
            <a class="tool wide" href="/login">{texts.login.submit}</a>
            <a class="tool wide" href="/users">{texts.users.link}</a>
          </p>
        )
        : <SignOut texts={texts} name={viewer.name} />}
      <a class="zone-of-page" href="/account#preferences">{fill(texts.menu.zone, { zone })}</a>
    </>
  );
}

/** The name of the application, which leads to its first page. */
export function Brand({ texts }: { texts: Texts }) {
  return (
    <a class="brand" href="/heartbeat">
      <Icon name="heartbeat" size={22} />
      <span>{texts.app.name}</span>
    </a>
  );
}

/** The pages at hand, for the bottom of a phone. */
export function BottomMenu({ texts, path }: MenuProps) {
  return (
    <ul class="bottom-list">
      {[...PAGES, SYSTEM_PAGE].filter((page) => AT_HAND.has(page.href)).map((page) => (
        <MenuItem key={page.href} {...page} texts={texts} path={path} />
      ))}
    </ul>
  );
}

interface ItemProps extends MenuProps {
  readonly href: string;
  readonly name: MenuText & IconName;
  readonly apart?: boolean;
}

function MenuItem({ href, name, texts, path, apart }: ItemProps) {
  return (
    <li class={apart ? "apart" : undefined}>
      <a href={href} aria-current={currentMark(href, path)}>
        <Icon name={name} />
        <span>{texts.menu[name]}</span>
      </a>
    </li>
  );
}
