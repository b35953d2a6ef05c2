-- Steering of notifications: how far and how fast campaigns are, and what operations have put in motion.

alter table campaign
    add column urgency    text        not null default 'low' check (urgency in ('low', 'normal', 'high')),
    add column next_at    timestamptz not null default now(),  -- the rate: no recipient is taken before; moved on by what was taken
    add column open       boolean     not null default true,   -- something is left to do: recipients to take, or targets to withdraw
    add column counts     text,                                -- JSON, when there are too many to count at each question
    add column counted_at timestamptz;

-- What the feeder has to look at.
create index campaign_open on campaign (next_at) where open;

-- How much is under way: back pressure on campaigns, and what a cancelled one must withdraw.
create index target_queued on target (changed_at) where state in ('queued', 'failed');

-- Parked messages on their way back, at a rate; the row lets any replica go on after a crash.
create table replay (
    id         uuid        primary key,
    who        text        not null,
    channel    text        not null,
    filter     text        not null,                 -- JSON: region, kind, code, targets
    rate       integer     not null,                 -- a second
    state      text        not null check (state in ('running', 'done', 'stopped')),
    replayed   bigint      not null default 0,
    next_at    timestamptz not null default now(),
    created_at timestamptz not null default now()    -- what was parked later is not this replay's
);

create index replay_running on replay (next_at) where state = 'running';
