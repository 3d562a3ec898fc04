-- Blocks of scores are 1, 16, 256, 4,096 and 65,536 wide, not 1, 64 and 4,096: of 100,000 scores a rank is the sum of some 30
-- rows then, not of 80, each of which is looked up by itself. The new name keeps out an older server that still runs: it would
-- go on with blocks that nobody reads.
alter table standings rename column block to number;

delete from standings where width > 1;

insert into standings (campaign_id, width, number, leads)
select campaign_id, w.width, number / w.width, sum(leads)
from standings cross join (values (16), (256), (4096), (65536)) as w (width) group by 1, 2, 3;
