-- A guardian's children are asked for at each listRepresentations; the primary key begins with the child.

create index guardianship_guardian on guardianship (guardian_hash);
