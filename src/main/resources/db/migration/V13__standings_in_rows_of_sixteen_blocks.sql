-- Sixteen blocks of scores side by side are one row. A rank is a sum over five rows then, most of which the leads of a batch
-- share, in place of some thirty that were looked up one by one for each lead. The other type keeps out an older server that
-- still runs.
alter table standings rename to standings_by_block;
alter table standings_by_block rename constraint standings_pkey to standings_by_block_pkey;

create table standings (
    campaign_id bigint   not null,
    width       bigint   not null,      -- scores in a block
    number      bigint   not null,      -- of the first block, divided by 16
    leads       bigint[] not null,      -- in each of the sixteen
    primary key (campaign_id, width, number),
    check (array_ndims(leads) = 1 and cardinality(leads) = 16 and array_position(leads, null) is null),
    check (0 <= all (leads) and (width > 1 or number > 0 or leads[1] = 0))
) with (fillfactor = 70);

insert into standings (campaign_id, width, number, leads)
select r.campaign_id, r.width, r.number, array_agg(coalesce(b.leads, 0) order by place)
from (select distinct campaign_id, width, number / 16 as number from standings_by_block) as r
cross join generate_series(0, 15) as place
left join standings_by_block b
    on b.campaign_id = r.campaign_id and b.width = r.width and b.number = r.number * 16 + place
group by 1, 2, 3;

drop table standings_by_block;
