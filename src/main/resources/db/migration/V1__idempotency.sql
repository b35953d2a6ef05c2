-- Which Idempotency-Keys were used (design section 4). Only hashes (of a random key with the rest) and an encrypted answer: no personal data in the clear.
create table idempotency (
    key_hash     bytea       primary key,
    request_hash bytea       not null,
    state        text        not null check (state in ('started', 'unknown', 'answered')),
    status       integer,
    answer       bytea,
    attempted_at timestamptz not null,
    expires_at   timestamptz not null
);

create index idempotency_expires_at on idempotency (expires_at);
