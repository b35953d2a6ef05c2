package se.knutpunkt.backend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.http.ClientTls;
import se.knutpunkt.sso.LoginKind;
import se.knutpunkt.sso.LoginMistakes;
import se.knutpunkt.sso.ProofSource;
import se.knutpunkt.sso.ProofSources;

/**
 * How each line proves who is asking: where its proofs come from, and how its connections are
 * secured. A secret or a TLS bundle that is missing is named at start.
 */
@Component
public final class LineProofs {

    private final ClientTls tls;
    private final Map<String, ProofSource> sources = new TreeMap<>();

    public LineProofs(
            BackendCatalogue catalogue,
            DeclaredFiles files,
            ProofSources proofSources,
            ClientTls tls) {
        this.tls = tls;
        List<String> mistakes = new ArrayList<>();
        for (Line line : catalogue.lines()) {
            Path file = files.path("config/backends/" + line.backend().backend() + ".yaml");
            tlsMistake(line)
                    .ifPresent(
                            what ->
                                    mistakes.add(
                                            files.mistake(
                                                    file, what + ": " + line.id(), "tlsBundle")));
            try {
                proofSources
                        .open(
                                line.id(),
                                line.backend().backend(),
                                line.region(),
                                line.backend().login(),
                                line.secret())
                        .ifPresent(source -> sources.put(line.id(), source));
            } catch (LoginMistakes e) {
                e.all().forEach(mistake -> mistakes.add(named(files, file, mistake)));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes.stream().distinct().toList());
        }
    }

    /** Empty when nothing is sent with a message. */
    Optional<ProofSource> source(String line) {
        return Optional.ofNullable(sources.get(line));
    }

    /** Null for an address without TLS, and for one that needs no bundle. */
    TlsSocketStrategy tls(Line line) {
        String bundle = line.backend().tlsBundle();
        return bundle != null && isSecure(line) ? tls.strategy(bundle) : null;
    }

    private Optional<String> tlsMistake(Line line) {
        String bundle = line.backend().tlsBundle();
        boolean mutual = line.backend().login().kind() == LoginKind.MTLS;
        if (mutual && !isSecure(line)) {
            return Optional.of("a certificate is only shown to an https address");
        }
        if (bundle == null || !isSecure(line)) {
            return Optional.empty();
        }
        if (!tls.has(bundle)) {
            return Optional.of("no TLS bundle " + bundle);
        }
        return mutual && !tls.hasCertificate(bundle)
                ? Optional.of("the TLS bundle " + bundle + " holds no certificate of the hub")
                : Optional.empty();
    }

    private static boolean isSecure(Line line) {
        return line.address().startsWith("https:");
    }

    private static String named(DeclaredFiles files, Path file, LoginMistakes.Mistake mistake) {
        List<String> field = new ArrayList<>(List.of("login"));
        field.addAll(mistake.field());
        return files.mistake(file, mistake.what(), field.toArray(String[]::new));
    }
}
