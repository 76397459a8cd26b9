-- Who helps a user with strategies: a service on the network, or a server of the user's own. One of each kind, one of them on.
create table assistants (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('openrouter', 'ollama')),
  -- Where a server of the user's own listens; null = the service's own address.
  url text check (url <> ''),
  model text not null check (model <> ''),
  -- Null = it asks for none.
  sealed_key text
    constraint assistants_key_is_sealed
    check (sealed_key ~ '^v[0-9]+\.[0-9a-f]{12}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,}$'),
  is_on boolean not null default false,
  updated_at timestamptz not null default now(),
  unique (user_id, kind),
  constraint assistants_own_servers_have_an_address check ((kind = 'ollama') = (url is not null))
);
create unique index assistants_one_on on assistants (user_id) where is_on;
