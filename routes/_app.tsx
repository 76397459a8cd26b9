/** The document around every page. */
import type { PageProps } from "fresh";
import { asset } from "fresh/runtime";
import type { State } from "../web/state.ts";

const STYLES = [
  "/tokens.css",
  "/base.css",
  "/layout.css",
  "/parts.css",
  "/pages.css",
  "/audit.css",
  "/system.css",
  "/account.css",
  "/api.css",
  "/trading.css",
  "/bot.css",
  "/brokers.css",
  "/risk.css",
  "/notifications.css",
  "/workshop.css",
  "/backtest.css",
  "/optimisation.css",
  "/parity.css",
  "/statistics.css",
  "/assistant.css",
  "/webhooks.css",
];

export default function Document({ Component, state }: PageProps<unknown, State>) {
  return (
    <html lang={state.language} data-theme={state.theme} data-user={state.viewer?.userId}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content={state.theme} />
        <meta name="theme-color" content={state.theme === "dark" ? "#0a0a0a" : "#f3f5f8"} />
        <title>Aristobot</title>
        <link rel="icon" href={asset("/favicon.svg")} type="image/svg+xml" />
        {STYLES.map((href) => <link key={href} rel="stylesheet" href={asset(href)} />)}
      </head>
      <body f-client-nav>
        <Component />
      </body>
    </html>
  );
}
