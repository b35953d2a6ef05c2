-- Which identity went where (design section 7): one row for each proof that was issued or refused. Keyed hashes only: no token, no personal number.
create table proof_ledger (
    id              bigint      generated always as identity primary key,
    at              timestamptz not null default now(),
    backend         text        not null,
    line            text        not null,
    kind            text        not null,
    subject_hash    bytea,
    acting_for_hash bytea,
    audience        text,
    outcome         text        not null,
    expires_at      timestamptz
);

create index proof_ledger_at on proof_ledger (at);
create index proof_ledger_backend on proof_ledger (backend, at);
