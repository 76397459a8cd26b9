/** Chooses an exchange out of many: a text field that searches, and the list of what it finds. By mouse and by keyboard. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ExchangeChoice } from "../web/broker_services.ts";
import { fill, type Texts } from "../web/i18n/mod.ts";

interface PickerProps {
  readonly id: string;
  readonly choices: readonly ExchangeChoice[];
  /** The id of the chosen one; empty = none yet. */
  readonly value: string;
  readonly texts: Texts["brokers"]["form"];
  /** The id of the text that says what is wrong; undefined while nothing is. */
  readonly problemId: string | undefined;
  readonly choose: (choice: ExchangeChoice) => void;
}

/** A combobox in the sense of ARIA: arrows move, Enter and Tab choose, Escape closes the list and nothing else. */
export function ExchangePicker({ id, choices, value, texts, problemId, choose }: PickerProps) {
  const chosen = choices.find((choice) => choice.id === value);
  /** Null = nobody types; the name of the chosen one is shown. */
  const [query, setQuery] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const isOpen = query !== null;
  const found = isOpen ? matching(choices, query) : [];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, query]);

  const show = (text: string) => {
    setQuery(text);
    setActive(text === "" ? Math.max(0, choices.findIndex((choice) => choice.id === value)) : 0);
  };
  const take = (choice: ExchangeChoice | undefined) => {
    setQuery(null);
    if (choice && choice.id !== value) choose(choice);
  };
  const hearKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen) setActive(Math.min(Math.max(active + step, 0), Math.max(found.length - 1, 0)));
      else show("");
    } else if (isOpen && event.key === "Enter") {
      event.preventDefault();
      take(found[active]);
    } else if (isOpen && event.key === "Tab") {
      take(query === "" ? undefined : found[active]);
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault(); // or the dialog around it would close as well
      setQuery(null);
    }
  };
  return (
    <div class="picker">
      <input
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        value={query ?? chosen?.name ?? ""}
        placeholder={fill(texts.exchangeHint, { count: choices.length })}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] && `${id}-${found[active].id}`}
        aria-invalid={problemId !== undefined}
        aria-describedby={problemId}
        onInput={({ currentTarget }) => show(currentTarget.value)}
        onClick={() => isOpen || show("")}
        onKeyDown={hearKey}
        onBlur={() => setQuery(null)}
      />
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={texts.exchange} hidden={!isOpen}>
        {found.map((choice, at) => (
          <li
            key={choice.id}
            id={`${id}-${choice.id}`}
            role="option"
            aria-selected={at === active}
            // The field keeps the focus, or the list would be gone before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(choice)}
          >
            {choice.name} <small>{choice.id}</small>
          </li>
        ))}
        {isOpen && found.length === 0 && <li class="quiet">{texts.noExchange}</li>}
      </ul>
    </div>
  );
}

/** Those whose name or id has the text, the ones that begin with it first; each group in its order. */
export function matching(choices: readonly ExchangeChoice[], query: string): readonly ExchangeChoice[] {
  const text = query.trim().toLowerCase();
  if (text === "") return choices;
  const places = (choice: ExchangeChoice) =>
    [choice.name, choice.id].map((word) => word.toLowerCase().indexOf(text)).filter((at) => at >= 0);
  const found = choices.filter((choice) => places(choice).length > 0);
  const begins = (choice: ExchangeChoice) => places(choice).includes(0);
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))];
}
