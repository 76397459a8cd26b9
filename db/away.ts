/** Telling a database that is away from a statement that is wrong. */

/** How postgres.js says that it has lost a connection, or gets none. */
const OF_DRIVER = /^CONNECT(ION_(CLOSED|ENDED|DESTROYED)|_TIMEOUT)$/;
/** How the system says it. */
const OF_SYSTEM =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOST(UNREACH|DOWN)|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** How PostgreSQL says it: connection failures, no more connections, and a server that starts or ends (SQLSTATE). */
const OF_SERVER = /^(08...|53300|57P0[1-5])$/;

/** Whether it says that the database cannot be reached now: the statement may be right, and its outcome is not known. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  if (OF_DRIVER.test(error.code) || OF_SERVER.test(error.code)) return true;
  return OF_SYSTEM.test(error.code) && "query" in error;
}
