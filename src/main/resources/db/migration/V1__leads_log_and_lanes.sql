-- Every table is keyed by campaign. What changes often is narrow; what identifies a person is apart.

-- What the installation made for itself once: the key of the lead ids, the hash of the admin token.
create table installation (
    name  text primary key,
    value text not null
);

-- campaigns: whose data it is ---------------------------------------------------------------------------------------

create sequence campaign_ids;

create table campaigns (
    id              bigint primary key check (id > 0),
    name            text        not null,
    url             text,                              -- the campaign page; null: the public address of the server
    thanks_url      text,                              -- null: the campaign page
    default_country text,                              -- ISO code for national phone numbers (contract Q27)
    jump_start      bigint      not null default 0,    -- lifts the shown count (contract 7.3)
    created_at      timestamptz not null
);

-- The only row a batch locks. Numbers of events, signups and the clock of a campaign never go back.
create table campaign_state (
    campaign_id    bigint primary key,
    last_seq       bigint      not null default 0,
    last_number    bigint      not null default 0,
    lead_count     bigint      not null default 0,
    scored_count   bigint      not null default 0,     -- leads with a score above zero: the rank of all others
    last_at        timestamptz not null,
    config_version bigint      not null default 0
) with (fillfactor = 50);

create table api_keys (
    id         bigint generated always as identity primary key,
    hash       bytea       not null unique,            -- SHA-256; the key itself is shown once and not kept
    created_at timestamptz not null
);

create table api_key_campaigns (
    key_id      bigint not null references api_keys on delete cascade,
    campaign_id bigint not null references campaigns,
    primary key (key_id, campaign_id)
);

create sequence tag_ids;

create table tags (
    campaign_id bigint not null,
    id          bigint not null check (id > 0),
    name        text   not null,
    description text   not null,
    points      bigint not null,
    primary key (campaign_id, id)
);

-- leads: who ---------------------------------------------------------------------------------------------------------

-- Numbers are handed out in blocks and run through a keyed permutation before they become ids (contract Q17).
create sequence lead_number_blocks minvalue 0 start 0;

create table leads (
    campaign_id           bigint      not null,
    id                    bigint      not null,
    number                bigint      not null,        -- subscription_number: order of signup, from 1, never reused
    email                 text,
    phone_number          text,
    first_name            text,
    last_name             text,
    custom_fields         text        not null,        -- JSON, as sent
    utm                   text        not null,        -- JSON
    uid                   text,
    ip                    text,
    referrer              text,
    redirect_url          text,
    source                text,
    session_id            text,
    request_id            text,
    user_agent            text,
    page_url              text,
    parent_id             bigint,
    signed_up_at          timestamptz not null,
    counter               integer     not null,
    waitlisted            boolean     not null,
    opted_out             boolean     not null,
    sms_opted_out         boolean     not null,
    verified              boolean     not null,
    verified_email        boolean     not null,
    verified_phone_number boolean     not null,
    flags                 text[]      not null,        -- why it is fraudulent, in order of detection; empty: it is not
    primary key (campaign_id, id),
    check (email is not null or phone_number is not null)
);
create unique index leads_by_email on leads (campaign_id, email) where email is not null;
create unique index leads_by_phone on leads (campaign_id, phone_number) where phone_number is not null;

-- What is counted of a lead. No row: all zero, as of most leads.
create table tallies (
    campaign_id bigint not null,
    lead_id     bigint not null,
    score       bigint not null check (score >= 0),
    referrals   bigint not null,                       -- direct referrals that count
    direct      bigint not null,                       -- all direct referrals
    indirect    bigint not null,                       -- those of the second level
    primary key (campaign_id, lead_id)
) with (fillfactor = 70);

-- How many leads have a score above zero, by score and by block of 1,024 scores: a rank without a scan.
create table standings (
    campaign_id bigint not null,
    score       bigint not null check (score > 0),
    leads       bigint not null check (leads >= 0),
    primary key (campaign_id, score)
) with (fillfactor = 70);

create table standings_coarse (
    campaign_id bigint not null,
    block       bigint not null,                       -- score / 1024
    leads       bigint not null check (leads >= 0),
    primary key (campaign_id, block)
) with (fillfactor = 70);

-- The ledger: a lead's score is the sum of its points, never below zero.
create table points (
    campaign_id   bigint      not null,
    lead_id       bigint      not null,
    at            timestamptz not null,
    points        bigint      not null,
    reason        text        not null,                -- referral, tag
    other_lead_id bigint,                              -- who was referred
    tag_id        bigint
);
create index points_by_lead on points (campaign_id, lead_id);

create table lead_tags (
    campaign_id bigint      not null,
    lead_id     bigint      not null,
    tag_id      bigint      not null,
    at          timestamptz not null,
    primary key (campaign_id, lead_id, tag_id)         -- a tag counts once per lead
);

create table inbound_webhooks (
    id          bigint generated always as identity primary key,
    campaign_id bigint      not null,
    token       text        not null unique,           -- 144 random bits: the URL is the secret
    name        text        not null,
    source      text,
    tag_id      bigint,
    created_at  timestamptz not null
);
create index inbound_webhooks_by_campaign on inbound_webhooks (campaign_id, id);

-- the log: what happened ----------------------------------------------------------------------------------------------

-- A day per partition, so that old days go at once. There is no default partition: it would forbid detaching one
-- while signups flow; an insert that finds no day makes it.
create table events (
    campaign_id   bigint      not null,
    seq           bigint      not null,                -- 1, 2, 3 … per campaign, without a gap, in order of commit
    day           date        not null,
    at            timestamptz not null,
    lead_id       bigint      not null,
    other_lead_id bigint,                              -- the lead inside extra, so that erasure finds it
    type          text        not null,
    body          text,                                -- the lead's payload as its request left it; held by the first
    body_seq      bigint,                              -- event of the lead in the request, named by the others
    extra         text,                                -- the event's own key and value, as JSON members
    primary key (campaign_id, seq, day)
) partition by range (day);

-- Which numbers lie in which day: a read by number names its partitions.
create table log_days (
    campaign_id bigint not null,
    day         date   not null,
    first_seq   bigint not null,
    primary key (campaign_id, day)
);

-- delivery: who is told -----------------------------------------------------------------------------------------------

create table outbound_webhooks (
    id          bigint generated always as identity primary key,
    campaign_id bigint      not null,
    url         text        not null,
    source      text,
    secret      bytea       not null,                  -- sealed under LEADHOOK_SECRET_KEY
    created_at  timestamptz not null,
    deleted_at  timestamptz
);
create unique index outbound_webhooks_by_url on outbound_webhooks (campaign_id, url) where deleted_at is null;

create table subscriptions (
    webhook_id bigint  not null,
    type       text    not null,
    place      integer not null,                       -- the order in which they were asked for
    from_seq   bigint  not null,                       -- the campaign's last number when added: nothing before it
    primary key (webhook_id, type)
);

create table lanes (
    webhook_id  bigint primary key,
    campaign_id bigint not null,
    position    bigint not null,                       -- everything up to here is settled
    ahead       bytea  not null,                       -- bitmap of what is settled above it, bit 0 is position + 1
    delivered   bigint not null default 0,
    failed      bigint not null default 0              -- attempts that failed
) with (fillfactor = 50);
create index lanes_by_campaign on lanes (campaign_id);

-- Only a failure becomes a row.
create table retries (
    webhook_id bigint      not null,
    seq        bigint      not null,
    day        date        not null,
    lead_id    bigint      not null,
    attempt    integer     not null,                   -- attempts made so far
    due_at     timestamptz not null,
    primary key (webhook_id, seq)
);
create index retries_by_due on retries (webhook_id, due_at);

-- What nobody will send any more, and why.
create table gaps (
    webhook_id bigint      not null,
    from_seq   bigint      not null,
    to_seq     bigint      not null,
    reason     text        not null,
    at         timestamptz not null
);
create index gaps_by_webhook on gaps (webhook_id, from_seq);

-- The diary: one line per attempt.
create table attempts (
    webhook_id  bigint      not null,
    campaign_id bigint      not null,
    seq         bigint      not null,
    number      integer     not null,                  -- 1 is the first attempt of the event
    trigger     text        not null,                  -- first, retry
    at          timestamptz not null,
    day         date        not null,
    took_millis integer     not null,
    status      integer,                               -- null: no answer came
    reason      text,                                  -- null: delivered
    excerpt     text                                   -- at most 16 KiB of the answer
) partition by range (day);
create index attempts_by_webhook on attempts (webhook_id, seq);
