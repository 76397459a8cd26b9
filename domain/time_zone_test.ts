import assert from "node:assert/strict";
import { isTimeZone, spelledZone, timeZones } from "./time_zone.ts";

Deno.test("every zone that is offered is one, UTC above all others", () => {
  const zones = timeZones();
  assert.equal(zones[0], "UTC");
  assert.ok(zones.length > 300);
  assert.equal(new Set(zones).size, zones.length);
  for (const zone of zones) assert.ok(isTimeZone(zone), zone);
});

Deno.test("a zone has a name of letters: no offset, and no place where nobody set a clock", () => {
  assert.deepEqual(["Europe/Paris", "UTC", "Asia/Kolkata"].filter(isTimeZone).length, 3);
  assert.deepEqual(["", "Paris", "+02:00", "Mars/Olympus", "Europe/Paris;"].filter(isTimeZone), []);
});

Deno.test("a typed zone takes its usual spelling, and one that is not offered stays as typed", () => {
  assert.equal(spelledZone(" europe/paris "), "Europe/Paris");
  assert.equal(spelledZone("Mars/Olympus"), "Mars/Olympus");
});
