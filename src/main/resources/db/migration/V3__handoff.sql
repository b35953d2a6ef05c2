-- Codes that hand a citizen over to a service (design section 7). The code itself is never here, only its SHA-256 (it is 256 random bits, so
-- it cannot be tried out), and who is handed over only encrypted, until the code is used or too late. What is left then tells a second try
-- from a late one, for some minutes.
create table handoff (
    code_hash  bytea       primary key,
    service    text        not null,
    identity   bytea,
    expires_at timestamptz not null,
    used_at    timestamptz
);

create index handoff_expires_at on handoff (expires_at);
