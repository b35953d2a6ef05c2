package se.knutpunkt.fake.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/** Publishes an issuer's keys (JWKS), which may change; can be slow, down or broken. */
public final class KeyServer extends FakePartner {

    private final List<JWK> first;
    private final List<JWK> keys;
    private volatile String elsewhere;

    /** On a free port. */
    public KeyServer(JWK... keys) {
        this.first = List.of(keys);
        this.keys = new CopyOnWriteArrayList<>(first);
        listen(0);
    }

    public void publish(JWK key) {
        keys.add(key);
    }

    public void withdraw(JWK key) {
        keys.remove(key);
    }

    /** From now on it answers 302. */
    public void moveTo(String address) {
        elsewhere = address;
    }

    /** How often the keys were asked for. */
    public int asked() {
        return callsOf("keys");
    }

    @Override
    public void reset() {
        super.reset();
        keys.clear();
        keys.addAll(first);
        elsewhere = null;
    }

    @Override
    protected Call understand(Request request) {
        String set = new JWKSet(List.copyOf(keys)).toString(true);
        Answer answer =
                elsewhere == null
                        ? Answer.of(200, "application/jwk-set+json", set)
                        : Answer.of(302).with("Location", elsewhere);
        return new Asked(answer);
    }

    private record Asked(Answer answer) implements Call {
        @Override
        public String operation() {
            return "keys";
        }

        @Override
        public boolean changesState() {
            return false;
        }

        @Override
        public Answer fault(Mood mood) {
            return Answer.of(500);
        }
    }
}
