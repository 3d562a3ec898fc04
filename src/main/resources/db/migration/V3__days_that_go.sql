-- Days that go when they are old, and long work made in short steps.

-- Long work of one server at a time. Each step writes where it goes on in its own transaction.
create table jobs (
    id          bigint generated always as identity primary key,
    kind        text        not null,
    campaign_id bigint,                                -- null: of the whole installation
    subject     text        not null,                  -- what it works on, such as a day
    state       text        not null default 'waiting' check (state in ('waiting', 'running', 'done')),
    cursor      text        not null default '',       -- where it goes on
    done        bigint      not null default 0,
    total       bigint,                                -- null: not known yet
    claim       integer     not null default 0,        -- counts who took it: older ones move nothing
    failures    integer     not null default 0,        -- since it last came on
    due_at      timestamptz not null,
    owner       text,                                  -- the node that works on it
    until       timestamptz not null default '-infinity', -- the end of the lease, by the clock of the database
    created_at  timestamptz not null,
    started_at  timestamptz,
    ended_at    timestamptz,
    error       text                                   -- why it failed last
);
create unique index jobs_to_do on jobs (kind, coalesce(campaign_id, 0), subject) where ended_at is null;
create index jobs_ended on jobs (ended_at) where ended_at is not null;

-- Where a log begins whose first days are gone. No row: with event 1.
create table log_starts (
    campaign_id bigint primary key,
    first_seq   bigint not null check (first_seq > 1), -- the first event that is kept, or will be written
    last_number bigint not null                        -- the highest subscription number of the signups before it
);

create index log_days_by_day on log_days (day);
