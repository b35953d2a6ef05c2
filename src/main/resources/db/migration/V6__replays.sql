-- What a replay did not send, because the citizen, the region or the time does not want it any more.

alter table replay
    add column refused bigint not null default 0;
