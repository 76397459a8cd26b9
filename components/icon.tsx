/** Icons, drawn as lines in the colour of the text around them. */

const PATHS = {
  heartbeat: "M2 12h4l2.5-7 4 14 3-9 1.5 2H22",
  trading: "M7 4v16m0-16L3.5 7.5M7 4l3.5 3.5M17 20V4m0 16 3.5-3.5M17 20l-3.5-3.5",
  bot:
    "M12 3v3M5 9.5A2.5 2.5 0 0 1 7.5 7h9A2.5 2.5 0 0 1 19 9.5v7a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 16.5zM2.5 12v3m19-3v3M9.5 11.5v1.5m5-1.5v1.5M9.5 16h5",
  strategies: "M8.5 7 3.5 12l5 5m7-10 5 5-5 5M13.5 4l-3 16",
  backtest: "M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.4m0-4.4v4.4H8M12 7.5V12l3 2",
  webhooks:
    "M9.5 14.5 7 18.2M14.3 8.2a3 3 0 1 0-4.8 1.1l-3 5.2M9 18h6.5m-3.2-10.2 3.4 5.7M7.7 18.3a3 3 0 1 1-2.6-4.5m13.2-.1a3 3 0 1 1-2.3 5",
  statistics: "M4 20V11m5.3 9V4m5.4 16v-6M20 20V8",
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m-7.5 8.5c.8-3.6 3.8-5.5 7.5-5.5s6.700 1.900 7.500 5.500",
  system: "M9 3.5h6v4H9zM3 16.500h6v4H3zm12 0h6v4h-6zM12 7.500V12m0 0H6v4.500M12 12h6v4.500",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  sun:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8m0-13v2m0 14v2M3 12h2m14 0h2M5.600 5.600 7 7m10 10 1.400 1.400m0-12.800L17 7M7 17l-1.400 1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500",
  lock: "M6.500 11h11v9h-11zM9 11V7.500a3 3 0 0 1 6 0V11",
  pause: "M8 5v14m8-14v14",
  play: "M7 4.500v15l12-7.500z",
  restart: "M20 12a8 8 0 1 1-2.500-5.800L20 8.500M20 4v4.500h-4.500",
  stop: "M6.500 6.500h11v11h-11z",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon of 20 px; hidden from screen readers, so a text must stand beside it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
