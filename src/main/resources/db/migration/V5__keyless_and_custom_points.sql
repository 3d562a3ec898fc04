-- Who may come in without a key, and points that a caller sets.

-- Whether leads may be made without a key, from a browser for example (contract Q4).
alter table campaigns add column keyless boolean not null default false;

-- The part of the score that callers set and add (contract Q29): a call that sets them gives or takes the difference.
alter table tallies add column custom_points bigint not null default 0;
