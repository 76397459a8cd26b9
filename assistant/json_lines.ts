/** Lines of JSON, each looked at before a client sees it: Ollama's passes over what it cannot read, and prints it. */
import { AssistantFailure } from "./service.ts";

/** The same response, whose body fails at the first line that is no JSON object. */
export function checkedLines(response: Response): Response {
  if (response.body === null) return response;
  let rest = "";
  const check = new TransformStream<string, string>({
    transform(text, controller) {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop()!;
      for (const line of lines) pass(line, controller);
    },
    flush(controller) {
      pass(rest, controller);
    },
  });
  const body = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(check).pipeThrough(
    new TextEncoderStream(),
  );
  return new Response(body, { status: response.status, headers: response.headers });
}

function pass(line: string, controller: TransformStreamDefaultController<string>): void {
  if (line.trim() === "") return;
  if (!isObject(line)) throw new AssistantFailure("a line of its answer is no JSON object");
  controller.enqueue(`${line}\n`);
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
