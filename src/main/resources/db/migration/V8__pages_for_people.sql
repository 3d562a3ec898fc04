-- Who may look at pages, what the pages find by, and what their charts are drawn from.

create table users (
    id         bigint generated always as identity primary key,
    name       text        not null,
    password   text        not null,                   -- argon2id, with its parameters and salt
    role       text        not null check (role in ('owner', 'viewer')),
    campaigns  bigint[],                               -- the only ones he sees; null: all
    created_at timestamptz not null
);
create unique index users_by_name on users (lower(name));

create table sessions (
    hash       bytea       primary key,                -- SHA-256 of the token, which only the browser has
    user_id    bigint      not null references users on delete cascade,
    created_at timestamptz not null,
    seen_at    timestamptz not null                    -- raised every few minutes while it is used
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_age on sessions (seen_at);

-- How many signups a campaign had before an hour began; an hour without a row had none. Numbers are never reused, so
-- the signups of an hour are the difference to the next row, and writing costs one row an hour and campaign.
create table signup_hours (
    campaign_id bigint      not null,
    hour        timestamptz not null,
    before      bigint      not null,
    primary key (campaign_id, hour)
);
create index signup_hours_by_hour on signup_hours (hour);

insert into signup_hours (campaign_id, hour, before)
select campaign_id, date_trunc('hour', signed_up_at, 'UTC'), min(number) - 1
from leads where signed_up_at > now() - interval '92 days' group by 1, 2;

-- Where each stands in the hour in which something happened to it last: what comes in that hour has begun from there.
insert into signup_hours (campaign_id, hour, before)
select campaign_id, date_trunc('hour', last_at, 'UTC'), last_number from campaign_state
on conflict do nothing;

-- A lead's timeline reads the latest of its points.
drop index points_by_lead;
create index points_by_lead on points (campaign_id, lead_id, at);

-- Prefixes are found by the indexes that are there already, whatever the collation of the database.
alter table leads
    alter column email type text collate "C",
    alter column phone_number type text collate "C";
create index leads_by_last_name on leads (campaign_id, lower(last_name) collate "C") where last_name is not null;
-- Beside leads_in_contest, so that both together list all leads in the order of signup.
create index leads_flagged on leads (campaign_id, number) where flags <> '{}';

-- Only what failed pays for it.
create index attempts_failed on attempts (webhook_id, id) where reason is not null;

-- What came in by a webhook, written some time after: a page shows that something arrives, and why it made no lead.
alter table inbound_webhooks
    add column accepted     bigint not null default 0,
    add column refused      bigint not null default 0,
    add column accepted_at  timestamptz,
    add column refused_at   timestamptz,
    add column refusal      text,                      -- why the last was refused, without what was sent
    add column last_lead_id bigint;
