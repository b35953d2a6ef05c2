package se.knutpunkt.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** What the API remembers of verified tokens, so that a logout can end it. */
@Component
public final class RecentLogins {

    private final List<RecentTokens> all = new CopyOnWriteArrayList<>();

    void add(RecentTokens tokens) {
        all.add(tokens);
    }

    /**
     * Tokens of a session are verified anew.
     *
     * @param sid the session; null for all sessions of the citizen
     * @param sub the citizen; may be null when the session is given
     */
    public void drop(String issuer, String sid, String sub) {
        all.forEach(tokens -> tokens.drop(issuer, sid, sub));
    }
}
