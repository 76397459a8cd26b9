/** Tests that run on the embedded engine alone, whatever other database there is. */

/** True where the tests run on a PostgreSQL of one's own. */
export const onServer: boolean = Deno.env.has("TEST_DATABASE_URL");

/** What is about a process, or has a database of its own, takes its time and would say the same on a server: it runs once. */
export function testOnce(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: onServer, fn });
}
