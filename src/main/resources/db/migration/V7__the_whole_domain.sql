-- Scoring, actions, reward levels, fraud, verification, opt-outs, waitlist and deletion.

-- campaigns: by which rules -------------------------------------------------------------------------------------------

alter table campaigns
    add column verified_url                text,                        -- page after verifying; null: that after a signup
    add column hosted_forms                boolean not null default false, -- whether the calls of hosted forms are answered
    add column verification                boolean not null default false, -- whether leads are asked to verify themselves
    add column points_signup               bigint  not null default 0,
    add column points_direct               bigint  not null default 1,  -- for who referred a lead
    add column points_indirect             bigint  not null default 0,  -- for who referred that one
    add column points_verified_direct      bigint  not null default 1,  -- instead, when the lead is verified
    add column points_verified_indirect    bigint  not null default 0,
    add column referrals_need_verification boolean not null default false,
    add column signups_per_address         integer not null default 5,  -- 0: any number
    add column trusted_addresses           text[]  not null default '{}',
    add column blocked_email_domains       text[]  not null default '{}',
    add column blocked_referrer_domains    text[]  not null default '{}';

create sequence action_ids;

create table actions (
    campaign_id bigint not null,
    id          bigint not null check (id > 0),
    text        text   not null,
    points      bigint not null,
    kind        text   not null,
    url         text,
    tag_id      bigint,                                -- the tag that completes it
    primary key (campaign_id, id)
);

create sequence reward_level_ids;

create table reward_levels (
    campaign_id     bigint  not null,
    id              bigint  not null check (id > 0),
    title           text    not null,
    description     text    not null,
    required_points bigint  not null check (required_points > 0),
    subject         text,                              -- of the mail that tells of it
    body            text,
    image_url       text,
    visible         boolean not null,
    primary key (campaign_id, id)
);

-- leads: what holds of them -------------------------------------------------------------------------------------------

-- Room on each page, so that what changes of a lead later touches no index.
alter table leads set (fillfactor = 90);

alter table leads
    add column approved boolean not null default false, -- by hand: automatic flags pass it over
    add column welcomed boolean not null default true,  -- has been told of as not excluded, and as a referral
    add column address  text;                           -- what signups are counted by; null: this one is not counted

-- Those in the contest, by signup: for the places on the leaderboard of who has no points.
create index leads_in_contest on leads (campaign_id, number) where flags = '{}';
create index leads_by_address on leads (campaign_id, address) where address is not null;
create index leads_by_parent on leads (campaign_id, parent_id) where parent_id is not null;

-- Referrals by level: all of them, those of verified leads, those that are not flagged, and those that are both.
alter table tallies rename column referrals to counting_direct;
alter table tallies
    add column signup_points             bigint  not null default 0, -- what signing up counts for
    add column referral_points           bigint  not null default 0, -- and its referrals
    add column debt                      bigint  not null default 0, -- of these two, to be taken back and spent by then
    add column verified_direct           bigint  not null default 0,
    add column counting_verified_direct  bigint  not null default 0,
    add column verified_indirect         bigint  not null default 0,
    add column counting_indirect         bigint  not null default 0,
    add column counting_verified_indirect bigint not null default 0,
    add column number                    bigint  not null default 0, -- of the lead, so that equal scores have an order
    add column flagged                   boolean not null default false; -- the lead is

update tallies t set counting_indirect = t.indirect, number = l.number, referral_points = t.counting_direct
from leads l where l.campaign_id = t.campaign_id and l.id = t.lead_id;

-- The leaderboard: the highest scores first, among equals the earlier signup.
create index tallies_by_score on tallies (campaign_id, score desc, number) where score > 0 and not flagged;

alter table points
    add column action_id bigint,
    add column message   text;                         -- why, in the words of the caller

create table completed_actions (
    campaign_id bigint      not null,
    lead_id     bigint      not null,
    action_id   bigint      not null,
    at          timestamptz not null,
    primary key (campaign_id, lead_id, action_id)      -- an action counts once per lead
);

create table rewards (
    campaign_id bigint      not null,
    lead_id     bigint      not null,
    level_id    bigint      not null,
    at          timestamptz not null,
    primary key (campaign_id, lead_id, level_id)       -- a level is granted once per lead
);

-- How many leads of a campaign are what: for stats and ranks without a scan.
alter table campaign_state
    add column flagged_count      bigint not null default 0,
    add column verified_count     bigint not null default 0,
    add column opted_out_count    bigint not null default 0,
    add column unwaitlisted_count bigint not null default 0,
    add column referred_count     bigint not null default 0;

update campaign_state s set referred_count = (
    select count(*) from leads l where l.campaign_id = s.campaign_id and l.parent_id is not null);

-- the log: who is inside another's event, for erasure -----------------------------------------------------------------

create index events_by_other on events (campaign_id, other_lead_id) where other_lead_id is not null;

-- The payload of a deletion is the last that is kept of a lead: until all who want it have it, or it is too late.
create table erasures (
    campaign_id bigint      not null,
    seq         bigint      not null,                  -- of the event that tells of the deletion
    day         date        not null,
    lead_id     bigint      not null,
    at          timestamptz not null,
    primary key (campaign_id, seq)
);
create index erasures_by_age on erasures (at);
