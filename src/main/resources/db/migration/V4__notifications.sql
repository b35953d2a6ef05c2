-- Notifications (design section 8). Personal numbers, names, telephone numbers, addresses and device tokens are sealed (AES-256-GCM) or are
-- keyed hashes (HMAC-SHA-256); nothing here says in the clear who somebody is or where they are reached.

-- Whom the hub can reach, and how they want it: one row for each citizen whose app has told us something.
create table recipient (
    person_hash  bytea       primary key,
    person       bytea       not null,               -- sealed, 12 digits
    region       text,                               -- home region when the app called last; null when it must not be known
    language     text        not null default 'sv' check (language in ('sv', 'en')),
    preferences  text        not null default '{}',  -- JSON, as putPreferences takes it but for what is sealed below
    phone        bytea,                              -- sealed, E.164
    email        bytea,                              -- sealed
    version      bigint      not null default 1,     -- the ETag
    children_at  timestamptz,                        -- when the ombud register told last whose parent this is
    changed_at   timestamptz not null default now()
);

create table device (
    person_hash   bytea       not null references recipient on delete cascade,
    device_id     text        not null,
    platform      text        not null check (platform in ('ios', 'android')),
    environment   text        not null check (environment in ('production', 'sandbox')),
    token_hash    bytea       not null unique,       -- the same token moves to the new owner
    token         bytea       not null,              -- sealed
    app_version   text        not null,
    locale        text        not null,
    registered_at timestamptz not null default now(),
    primary key (person_hash, device_id)
);

-- Who may be told about a child: learnt when the guardian's app asks, asked of the ombud register again before each notice.
create table guardianship (
    child_hash    bytea       not null,
    guardian_hash bytea       not null references recipient on delete cascade,
    child         bytea       not null,              -- sealed: number and first name
    seen_at       timestamptz not null default now(),
    primary key (child_hash, guardian_hash)
);

-- What a region's staff have turned off; '*' is every kind or every channel.
create table region_switch (
    region     text        not null,
    kind       text        not null,
    channel    text        not null,
    enabled    boolean     not null,
    changed_by text        not null,
    changed_at timestamptz not null default now(),
    primary key (region, kind, channel)
);

create table campaign (
    id           uuid        primary key,
    dedup        bytea       not null unique,
    request_hash bytea       not null,
    client       text        not null,
    kind         text        not null,
    ref          text,
    region       text,                               -- null: all regions
    state        text        not null check (state in ('running', 'paused', 'cancelled', 'done')),
    rate         integer     not null,               -- notifications a second
    position     bytea       not null default '',    -- person_hash of the last recipient that was taken
    audience     bigint      not null,               -- recipients counted when it began
    taken        bigint      not null default 0,
    expires_at   timestamptz not null,
    created_at   timestamptz not null default now(),
    changed_at   timestamptz not null default now()
);

-- The ledger: one row for each notification that was accepted. The row is the promise: it is durable before 202 is answered.
create table notification (
    id           uuid        primary key,
    dedup        bytea       not null unique,        -- hash of the source and its own key or id: the same wish twice is one notification
    request_hash bytea       not null,               -- another wish with the same key is refused
    source       text        not null,               -- api, events, booking, campaign
    client       text,                               -- the machine that may ask about it
    person_hash  bytea       not null,
    person       bytea       not null,               -- sealed
    kind         text        not null,
    ref          text,                               -- what the app opens after login; opaque
    urgency      text        not null check (urgency in ('low', 'normal', 'high')),
    collapse_key text,                               -- hash of who sent it and the sender's own key
    campaign_id  uuid        references campaign,
    region       text,                               -- of the recipient, when it was planned
    state        text        not null check (state in ('accepted', 'held', 'planned', 'rejected')),
    reason       text,                               -- of held and rejected: quiet-hours, expired, collapsed, daily-cap, switched-off …
    due_at       timestamptz not null,               -- when the planner looks at it next
    expires_at   timestamptz not null,
    accepted_at  timestamptz not null default now(),
    sms_avoided  boolean     not null default false  -- a push was enough where an SMS would have followed
);

create index notification_due on notification (due_at) where state in ('accepted', 'held') and campaign_id is null;
create index notification_urgent_due on notification (due_at)
    where state in ('accepted', 'held') and campaign_id is null and urgency = 'high';
create index notification_campaign_due on notification (due_at) where state in ('accepted', 'held') and campaign_id is not null;
create index notification_person on notification (person_hash, accepted_at desc);
create index notification_accepted on notification (accepted_at);
create index notification_campaign on notification (campaign_id) where campaign_id is not null;
create index notification_avoided on notification (accepted_at) where sms_avoided;

-- One row for each device, telephone or mail box that is to be reached. state says who has it:
--   queued    a message for it lies in notify.<channel>, or an outbox row will put it there
--   sending   a hub has claimed it; only the claim's owner may send, so nothing is sent twice
--   sent, delivered, opened, rejected, failed (will be repeated unless parked), unsure (accepted or not is unknown)
create table target (
    id              uuid        primary key,
    notification_id uuid        not null references notification on delete cascade,
    recipient_hash  bytea       not null,             -- the citizen, or a guardian
    about           bytea,                            -- sealed: the child's first name, when it is said whom it concerns
    channel         text        not null check (channel in ('apns', 'fcm', 'sms', 'email')),
    device_id       text,                             -- of a push; its token is read when it is sent
    step            integer     not null,             -- of the ladder, from 0
    state           text        not null
                    check (state in ('queued', 'sending', 'sent', 'delivered', 'opened', 'rejected', 'failed', 'unsure')),
    parked          boolean     not null default false,
    attempt         integer     not null default 0,
    claim           uuid,
    code            text,                             -- what the provider answered, or why not
    reference       text,                             -- the provider's id
    changed_at      timestamptz not null default now()
);

create index target_notification on target (notification_id);
create index target_sending on target (changed_at) where state = 'sending';
create index target_unsure on target (changed_at) where state = 'unsure';
create index target_parked on target (channel, changed_at) where parked;
create index target_reference on target (channel, reference) where channel = 'sms';

-- Messages that are decided but perhaps not yet in the broker: written with the targets, deleted when the broker has them. What is still here
-- after a crash is sent again; the claim keeps a second message from a second effect.
create table outbox (
    id         bigint      generated always as identity primary key,
    targets    uuid[]      not null,
    bulk       boolean     not null,                  -- of a campaign: goes to notify.<channel>.bulk
    created_at timestamptz not null default now()
);

-- Where the ladder stands for one recipient; removed when it is delivered or opened, or no step is left.
create table ladder (
    notification_id uuid        not null references notification on delete cascade,
    recipient_hash  bytea       not null,
    about           bytea,                            -- sealed: the child's first name, as in target
    next_step       integer     not null,
    due_at          timestamptz not null,
    primary key (notification_id, recipient_hash)
);

create index ladder_due on ladder (due_at);

-- How many notices somebody got on one Swedish day.
create table daily_count (
    recipient_hash bytea   not null,
    day            date    not null,
    count          integer not null,
    primary key (recipient_hash, day)
);

-- What operations did to parked messages, campaigns and switches.
create table operations_audit (
    id      bigint      generated always as identity primary key,
    at      timestamptz not null default now(),
    who     text        not null,
    action  text        not null,
    subject text        not null,
    reason  text,
    count   bigint      not null
);

-- Events that could not be read or were refused, with the reason; the event itself sealed.
create table parked_event (
    id        bigint      generated always as identity primary key,
    at        timestamptz not null default now(),
    topic     text        not null,
    partition integer     not null,
    position  bigint      not null,
    reason    text        not null,
    event     bytea       not null,
    unique (topic, partition, position)
);
