-- Blocks of scores are 1, 16, 256, 4,096 and 65,536 wide, not 1, 64 and 4,096: of 100,000 scores a rank is the sum of some 30
-- rows then, not of 80, each of which is looked up on a page of its own.
delete from standings where width > 1;

insert into standings (campaign_id, width, block, leads)
select campaign_id, w.width, block / w.width, sum(leads)
from standings cross join (values (16), (256), (4096), (65536)) as w (width) group by 1, 2, 3;
