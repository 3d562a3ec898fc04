-- One table says how many leads have a score above zero, by blocks of scores so wide (1: the score itself, 64, 4,096). In
-- blocks of 1,024 a rank was the sum of some 500 rows, the largest part of what a signup with a referrer cost.
alter table standings drop constraint standings_pkey;
alter table standings drop constraint standings_score_check;
alter table standings rename column score to block;
alter table standings add column width bigint not null default 1;
alter table standings alter column width drop default;

insert into standings (campaign_id, width, block, leads)
select campaign_id, w.width, block / w.width, sum(leads)
from standings cross join (values (64), (4096)) as w (width) group by 1, 2, 3;

alter table standings add primary key (campaign_id, width, block);
alter table standings add check (block > 0 or width > 1);
drop table standings_coarse;
