/** A page before the dashboard: one card with one form, without menu and status bar. */
import type { ComponentChildren } from "preact";
import type { State } from "../web/state.ts";
import { Icon } from "./icon.tsx";
import { LanguageForm } from "./language_form.tsx";
import { PageTitle } from "./page_title.tsx";
import { SignOut } from "./sign_out.tsx";

interface EntryProps {
  readonly state: Pick<State, "texts" | "language" | "viewer">;
  readonly title: string;
  /** What to know before. */
  readonly lead?: string;
  /** Why the last attempt failed. */
  readonly problem: string | null;
  readonly action: string;
  readonly submit: string;
  /** The page to go back to. */
  readonly back?: string | null;
  /** The fields. */
  readonly children: ComponentChildren;
}

/** The card. A form is posted in the ordinary way, so that no script sees the password. */
export function EntryPage({ state, title, lead, problem, action, submit, back, children }: EntryProps) {
  const { texts, language, viewer } = state;
  return (
    <div class="entry">
      <header class="entry-head">
        <span class="brand">
          <Icon name="heartbeat" size={22} />
          <span>{texts.app.name}</span>
        </span>
        <LanguageForm language={language} texts={texts} />
      </header>
      <main id="main" class="panel entry-card">
        <PageTitle title={title} />
        {lead && <p class="quiet">{lead}</p>}
        {problem && <p class="entry-problem" role="alert">{problem}</p>}
        <form method="post" action={action} f-client-nav="false">
          {children}
          <button type="submit" class="button primary">{submit}</button>
        </form>
        {back && <a class="button" href={back}>{texts.login.back}</a>}
        {viewer?.sessionId && !back && <SignOut texts={texts} name={viewer.name} />}
      </main>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value?: string;
  readonly autocomplete: "username" | "current-password" | "new-password";
  readonly focus?: boolean;
}

/** A labelled line of the form; all but a name is a password. */
export function Field({ label, value = "", focus, ...rest }: FieldProps) {
  const shared = { ...rest, defaultValue: value, autocapitalize: "none", spellcheck: false, required: true } as const;
  return (
    <label class="field">
      <span>{label}</span>
      {rest.autocomplete === "username"
        ? <input type="text" autofocus={focus} {...shared} />
        : <input type="password" autofocus={focus} {...shared} />}
    </label>
  );
}
