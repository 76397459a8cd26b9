-- By which ways users are told outside of the page what happens, and what they are to be told.
create table notification_channels (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  name text not null check (name <> ''),
  -- With its kind, such as {"kind": "telegram", "chatId": "123"}; nothing that opens it.
  settings jsonb not null
    constraint notification_channels_have_a_kind
    check (settings ->> 'kind' in ('telegram', 'discord', 'webhook', 'email')),
  sealed_secrets text not null
    constraint notification_channels_secrets_are_sealed
    check (sealed_secrets ~ '^v[0-9]+\.[0-9a-f]{12}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,}$'),
  events text[] not null,
  is_on boolean not null,
  -- What was ordered before is not looked for after a fall.
  listens_since timestamptz not null,
  -- How sending goes: failures in a row, since when, and why the last one failed; null = it goes well.
  failures integer not null default 0 check (failures >= 0),
  failing_since timestamptz,
  problem text,
  last_sent_at timestamptz,
  -- Nothing is sent before; null = at once.
  next_at timestamptz,
  -- What happened since the last message and found no place in the queue.
  dropped integer not null default 0 check (dropped >= 0),
  created_at timestamptz not null,
  unique (user_id, id),
  unique (user_id, name),
  constraint notification_channels_failures_have_a_problem
  check ((failures = 0) = (problem is null) and (failures = 0) = (failing_since is null))
);

create table notifications (
  number bigint generated always as identity primary key,
  id uuid not null unique default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  channel_id uuid not null,
  event text not null,
  level text not null check (level in ('info', 'warning', 'error')),
  -- Names a text of the dictionaries.
  key text not null,
  parameters jsonb not null,
  happened_at timestamptz not null,
  -- The same happening has the same name, however often it is heard.
  name_hash text not null,
  queued_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'lost')),
  settled_at timestamptz,
  unique (channel_id, name_hash),
  check ((state = 'waiting') = (settled_at is null)),
  foreign key (user_id, channel_id) references notification_channels (user_id, id) on delete cascade
);
create index notifications_waiting on notifications (channel_id, number) where state = 'waiting';
create index notifications_of_user on notifications (user_id, number desc);
create index notifications_by_age on notifications (queued_at);
