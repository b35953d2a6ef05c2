package se.knutpunkt.sso;

import com.nimbusds.jose.jwk.JWK;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import se.knutpunkt.http.ClientTls;

/** Makes the source of proofs of each line from its back end's file, and names what is missing. */
@Component
public final class ProofSources {

    private final Secrets secrets;
    private final TokenEndpoints endpoints;
    private final ClientTls tls;
    private final TokenBroker broker;
    private final Clock clock = Clock.systemUTC();

    ProofSources(Secrets secrets, TokenEndpoints endpoints, ClientTls tls, TokenBroker broker) {
        this.secrets = secrets;
        this.endpoints = endpoints;
        this.tls = tls;
        this.broker = broker;
    }

    /**
     * @param line for instance 01.rivta
     * @param region fills <code>{region}</code>
     * @param secret name of the line's own secret, which goes before the one of the file; or null
     * @return empty when no proof is sent with a message
     * @throws LoginMistakes when a secret or a TLS bundle is missing or cannot be used
     */
    public Optional<ProofSource> open(
            String line, String backend, String region, Login login, String secret) {
        if (!login.kind().isIssued()) {
            return Optional.empty();
        }
        Making making = new Making(region, login, secret);
        TokenClient client =
                making.client(
                        login.tokenEndpoint(),
                        login.client(),
                        login.audience(),
                        login.resource(),
                        login.scopes(),
                        List.of("client"));
        Login.Assertion before = login.assertion();
        TokenClient assertion =
                before == null
                        ? null
                        : making.client(
                                before.tokenEndpoint(),
                                before.client() == null ? login.client() : before.client(),
                                before.audience(),
                                before.resource(),
                                before.scopes(),
                                before.client() == null
                                        ? List.of("client")
                                        : List.of("assertion", "client"));
        if (!making.mistakes.isEmpty()) {
            throw new LoginMistakes(making.mistakes.stream().distinct().toList());
        }
        Issuer issuer = new Issuer(login.kind(), client, assertion, login.assertionEncoding());
        return Optional.of(new ProofSource(line, backend, issuer, broker));
    }

    /** One login of one line. */
    private final class Making {
        private final String region;
        private final Login login;
        private final String ownSecret;
        private final List<LoginMistakes.Mistake> mistakes = new ArrayList<>();

        Making(String region, Login login, String ownSecret) {
            this.region = region;
            this.login = login;
            this.ownSecret = ownSecret;
        }

        TokenClient client(
                String endpoint,
                Login.Client client,
                String audience,
                String resource,
                List<String> scopes,
                List<String> field) {
            if (client.tlsBundle() != null && !tls.has(client.tlsBundle())) {
                mistake("no TLS bundle " + client.tlsBundle(), field, "tlsBundle");
                return null;
            }
            String secret = secret(client, field);
            JWK key = secret == null ? null : key(client, secret, field);
            if (!mistakes.isEmpty()) {
                return null;
            }
            return new TokenClient(
                    endpoints.get(
                            filled(endpoint),
                            client.tlsBundle(),
                            login.timeLimitDuration(),
                            login.connectTimeLimitDuration()),
                    filled(client.id()),
                    key == null ? secret : null,
                    key,
                    filled(audience),
                    filled(resource),
                    scopes.stream().map(this::filled).toList(),
                    login.lifetimeWhenUnstatedDuration(),
                    clock);
        }

        private String secret(Login.Client client, List<String> field) {
            String name = ownSecret == null ? client.secret() : ownSecret;
            if (name == null) {
                mistake("neither here nor by the region is a secret named", field, "secret");
                return null;
            }
            Optional<String> found = secrets.find(name);
            if (found.isEmpty()) {
                mistake("no secret " + name + " is given", field, "secret");
            }
            return found.orElse(null);
        }

        private JWK key(Login.Client client, String secret, List<String> field) {
            if (!client.authentication().equals("private_key_jwt")) {
                return null;
            }
            try {
                return ClientKey.parse(secret, client.keyId());
            } catch (IllegalArgumentException e) {
                mistake("the secret " + e.getMessage(), field, "secret");
                return null;
            }
        }

        private void mistake(String what, List<String> field, String last) {
            List<String> whole = new ArrayList<>(field);
            whole.add(last);
            mistakes.add(new LoginMistakes.Mistake(what, whole));
        }

        private String filled(String text) {
            return text == null ? null : text.replace("{region}", region);
        }
    }
}
