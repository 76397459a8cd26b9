/** Messages by e-mail, handed to a mail server of the user's choice (SMTP, by nodemailer). */
import { connect, type Socket } from "node:net";
import nodemailer from "nodemailer";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import { beforeTheEnd, withinLimits } from "./deadline.ts";
import { type Delivery, failed, type Sending, SENT } from "./delivery.ts";
import { type Message, textOf } from "./message.ts";
import { addressOf, AddressRefused } from "./public_address.ts";

type EmailConfig = Extract<ChannelConfig, { kind: "email" }>;

const MOST_CHARACTERS = 100_000;
const MOST_SUBJECT = 200;
/** Codes by which nodemailer says that waiting helps little. */
const LASTING = new Set(["EAUTH", "EENVELOPE", "EMESSAGE", "ETLS", "ENOAUTH"]);

/** Sends a text without markup. The connection is opened by us, to the address that was looked at. */
export async function sendByEmail(config: EmailConfig, message: Message, sending: Sending): Promise<Delivery> {
  try {
    await withinLimits(sending, (ends) => deliver(config, message, sending, ends));
    return SENT;
  } catch (error) {
    if (sending.signal.aborted) throw error;
    return failureOf(error);
  }
}

async function deliver(config: EmailConfig, message: Message, sending: Sending, ends: AbortSignal): Promise<void> {
  const { address } = await beforeTheEnd(addressOf(config.host, sending), ends);
  const socket = connect({ host: address, port: config.port });
  try {
    await beforeTheEnd(connected(socket), ends);
    await beforeTheEnd(handOver(config, message, socket, sending), ends);
  } finally {
    socket.destroy();
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
