-- A number or address that the gateway or the relay says leads nowhere: not tried again until the citizen puts preferences.

alter table recipient
    add column phone_dead_at timestamptz,
    add column email_dead_at timestamptz;
