package se.knutpunkt.sso;

import java.util.List;

/** What is wrong with a login that its schema cannot see. */
public final class LoginMistakes extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> all;

    /**
     * @param field below the login, for instance client, secret
     */
    public record Mistake(String what, List<String> field) {}

    LoginMistakes(List<Mistake> all) {
        super(all.size() + " mistakes");
        this.all = List.copyOf(all);
    }

    public List<Mistake> all() {
        return all;
    }
}
