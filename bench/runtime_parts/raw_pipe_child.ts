/** The process behind the raw pipe: it counts the arrays that come, and answers everything else. */
const encoder = new TextEncoder();
const output = Deno.stdout.writable.getWriter();
let count = 0;
let rest = "";

function hear(message: unknown): void {
  if (Array.isArray(message)) count += message.length;
  else answer(typeof message === "object" ? (message as { gets: unknown[] }).gets.map(() => count) : count);
}

function answer(value: unknown): void {
  void output.write(encoder.encode(`${JSON.stringify(value)}\n`));
}

for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) hear(JSON.parse(line));
}
