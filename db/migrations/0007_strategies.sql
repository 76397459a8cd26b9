-- Each source that a user saved is a version of its own. Versions are numbered from 1 without gaps and never change; only
-- what was found out about one is written beside it later.

create table strategy_versions (
  user_id uuid not null references users on delete cascade,
  strategy_id uuid not null,
  number int not null check (number >= 1),
  source text not null,
  -- Who wrote it.
  origin text not null check (origin in ('user', 'assistant', 'import', 'example')),
  -- What was found out about it; null = nothing yet.
  verdict jsonb,
  created_at timestamptz not null,
  primary key (strategy_id, number),
  unique (user_id, strategy_id, number),
  foreign key (user_id, strategy_id) references strategies (user_id, id) on delete cascade
);

create function refuse_to_change_a_version() returns trigger language plpgsql as $$
begin
  raise exception 'version % of strategy % cannot be changed', old.number, old.strategy_id;
end
$$;
create trigger strategy_versions_never_change
  before update of user_id, strategy_id, number, source, origin, created_at on strategy_versions
  for each row execute function refuse_to_change_a_version();

-- What there was becomes version 1; from here on the newest version is the only place of the source.
insert into strategy_versions (user_id, strategy_id, number, source, origin, created_at)
  select user_id, id, 1, source, 'user', updated_at from strategies;

alter table strategies
  drop column source,
  -- Values that its user chose for its parameters; the rest has its defaults.
  add column parameters jsonb not null default '{}',
  -- When its user removed it; it stays for what hangs on it. Null = it is there.
  add column removed_at timestamptz,
  drop constraint strategies_user_id_name_key;
create unique index strategies_one_a_name on strategies (user_id, name) where removed_at is null;
