package se.knutpunkt.sso;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which keys of the cache belong to a session or to a citizen, so that a logout finds them. */
final class SessionIndex {

    private final Map<List<String>, Set<ProofKey>> keys = new ConcurrentHashMap<>();

    int size() {
        return keys.size();
    }

    void add(ProofKey key) {
        for (List<String> label : labels(key)) {
            keys.compute(
                    label,
                    (l, set) -> {
                        Set<ProofKey> all = set == null ? ConcurrentHashMap.newKeySet() : set;
                        all.add(key);
                        return all;
                    });
        }
    }

    void remove(ProofKey key) {
        for (List<String> label : labels(key)) {
            keys.computeIfPresent(
                    label,
                    (l, set) -> {
                        set.remove(key);
                        return set.isEmpty() ? null : set;
                    });
        }
    }

    /**
     * The keys of a session; of all sessions of the citizen when {@code sid} is null. What was
     * issued for a token without a session's name goes with any session of its citizen.
     */
    Set<ProofKey> find(String issuer, String sid, String sub) {
        Set<ProofKey> found = new HashSet<>();
        if (sid != null) {
            found.addAll(keys.getOrDefault(List.of("sid", issuer, sid), Set.of()));
        }
        if (sub != null) {
            keys.getOrDefault(List.of("sub", issuer, sub), Set.of()).stream()
                    .filter(key -> sid == null || key.session().sid() == null)
                    .forEach(found::add);
        }
        return found;
    }

    private static List<List<String>> labels(ProofKey key) {
        ProofKey.Session session = key.session();
        if (session == null) {
            return List.of();
        }
        List<String> citizen = List.of("sub", session.issuer(), session.sub());
        return session.sid() == null
                ? List.of(citizen)
                : List.of(List.of("sid", session.issuer(), session.sid()), citizen);
    }
}
