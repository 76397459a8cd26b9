-- Who signs in, how, and what they prefer. Nothing here can be used by who reads it: passwords and tokens are hashes,
-- secrets of exchanges are sealed with a key that the database does not have.

alter table users
  -- Null = unusable: nobody can sign in with it.
  add column password_hash text
    constraint users_password_is_hashed
    check (password_hash ~ '^\$scrypt\$ln=[0-9]+,r=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]{22,}$'),
  add column must_change_password boolean not null default false,
  -- The user of the mode without a login page, who sees the rows of all.
  add column is_debug boolean not null default false,
  add column theme text not null default 'dark' check (theme in ('dark', 'light')),
  -- Null = not chosen: the platform's.
  add column language text check (language in ('fr', 'en')),
  -- An IANA zone, or UTC.
  add column time_zone text not null default 'UTC' check (time_zone <> ''),
  add constraint users_debug_has_no_password check (not is_debug or password_hash is null),
  add constraint users_change_what_there_is check (not must_change_password or password_hash is not null);
-- The user that the first start made before there were accounts.
update users set is_debug = true where name = 'dev';
create unique index users_one_debug on users (is_debug) where is_debug;

-- Browsers that are signed in. The cookie holds the token, the row its SHA-256.
create table sessions (
  id uuid primary key default gen_random_uuid(),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null check (seen_at >= created_at),
  expires_at timestamptz not null check (expires_at > created_at),
  address text not null,
  user_agent text not null,
  unique (user_id, id)
);
create index sessions_by_age on sessions (expires_at);

-- Programs that act for a user.
create table api_tokens (
  id uuid primary key default gen_random_uuid(),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  user_id uuid not null references users on delete cascade,
  name text not null check (name <> ''),
  scopes text[] not null check (scopes <@ array['read', 'trade'] and cardinality(scopes) > 0),
  created_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  unique (user_id, id)
);
create unique index api_tokens_one_a_name on api_tokens (user_id, name) where revoked_at is null;

alter table brokers
  -- What the exchange asks for, one sealed text for all of it; null = nothing, as the paper account.
  add column sealed_credentials text
    constraint brokers_credentials_are_sealed
    check (sealed_credentials ~ '^v[0-9]+\.[0-9a-f]{12}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,}$'),
  -- The names of what is sealed, such as apiKey and secret, so that a form can show that it is there.
  add column credential_fields text[] not null default '{}'
    check (array_position(credential_fields, null) is null),
  add constraint brokers_credentials_are_named
    check ((sealed_credentials is null) = (cardinality(credential_fields) = 0));
