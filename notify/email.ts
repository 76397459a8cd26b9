/** Messages by e-mail, handed to a mail server of the user's choice (SMTP, by nodemailer). */
import { connect, type Socket } from "node:net";
import nodemailer from "nodemailer";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import { type Delivery, failed, type Sending, SENT } from "./delivery.ts";
import { type Message, textOf } from "./message.ts";
import { beforeTheEnd } from "./post.ts";
import { addressOf, AddressRefused } from "./public_address.ts";

type EmailConfig = Extract<ChannelConfig, { kind: "email" }>;

const MOST_CHARACTERS = 100_000;
const MOST_SUBJECT = 200;
/** Codes by which nodemailer says that waiting helps little. */
const LASTING = new Set(["EAUTH", "EENVELOPE", "EMESSAGE", "ETLS", "ENOAUTH"]);

/** Sends a text without markup. The connection is opened by us, to the address that was looked at. */
export async function sendByEmail(config: EmailConfig, message: Message, sending: Sending): Promise<Delivery> {
  const deadline = new AbortController();
  const { totalMs } = sending.limits;
  const giveUp = () => deadline.abort(sending.signal.reason);
  if (sending.signal.aborted) giveUp();
  sending.signal.addEventListener("abort", giveUp);
  const timer = setTimeout(() => deadline.abort(new Error(`it took longer than ${totalMs / 1_000} s`)), totalMs);
  const opened: { socket?: Socket } = {};
  try {
    const { address } = await beforeTheEnd(addressOf(config.host, sending), deadline.signal);
    opened.socket = connect({ host: address, port: config.port });
    await beforeTheEnd(connected(opened.socket), deadline.signal);
    await beforeTheEnd(handOver(config, message, opened.socket, sending), deadline.signal);
    return SENT;
  } catch (error) {
    if (sending.signal.aborted) throw error;
    return failureOf(error);
  } finally {
    clearTimeout(timer);
    sending.signal.removeEventListener("abort", giveUp);
    opened.socket?.destroy();
  }
}

function connected(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("connect", resolve);
  socket.on("error", reject); // one that comes later finds the promise settled, and is nodemailer's business, too
  return promise;
}

async function handOver(config: EmailConfig, message: Message, socket: Socket, { limits }: Sending): Promise<void> {
  const { host, port, security, user, password, from, to } = config;
  const transport = nodemailer.createTransport({
    connection: socket,
    host,
    port,
    name: "aristobot",
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: { servername: host },
    ...(user !== null && password !== null && { auth: { user, pass: password } }),
    greetingTimeout: limits.totalMs,
    socketTimeout: limits.totalMs,
    maxResponseSize: limits.answerBytes,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  await transport.sendMail({
    from: { name: "Aristobot", address: from },
    to,
    subject: [...message.title].slice(0, MOST_SUBJECT).join(""),
    text: textOf(message, MOST_CHARACTERS),
    headers: { "Auto-Submitted": "auto-generated" },
  });
}

/** A server's own words begin with its code: from 500 on it refuses, below it may take the message another time. */
function failureOf(error: unknown): Delivery {
  if (error instanceof AddressRefused) return failed("refused", error.message);
  if (!(error instanceof Error)) throw error;
  const { code, responseCode, response } = error as { code?: unknown; responseCode?: unknown; response?: unknown };
  const said = typeof response === "string" && response !== "" ? response : wordsOf(error.message, code);
  const isRefused = typeof responseCode === "number" ? responseCode >= 500 : LASTING.has(String(code));
  return failed(isRefused ? "refused" : "unreachable", said);
}

function wordsOf(message: string, code: unknown): string {
  return code === "ECONNREFUSED" ? "nobody listens there" : message;
}
