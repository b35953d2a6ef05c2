package se.knutpunkt.token;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.error.Problem;

/**
 * The certificate that the caller showed: of the connection itself, or, only where a setting names
 * the header and the proxies that may send it, the one that a proxy saw before the hub.
 */
@Component
final class ClientCertificates {

    private static final String OF_THE_CONNECTION = "jakarta.servlet.request.X509Certificate";

    private final String header;
    private final List<IpAddressMatcher> proxies;

    ClientCertificates(
            @Value("${knutpunkt.api.client-certificate-header}") String header,
            @Value("${knutpunkt.api.trusted-proxies}") List<String> proxies) {
        this.header = header.trim();
        this.proxies = proxies.stream().map(String::trim).map(ClientCertificates::range).toList();
        if (!this.header.isEmpty() && proxies.isEmpty()) {
            throw new DeclaredFileException(
                    List.of(
                            "KNUTPUNKT_CLIENT_CERTIFICATE_HEADER: needs KNUTPUNKT_TRUSTED_PROXIES,"
                                    + " or anybody could claim any certificate"));
        }
    }

    /**
     * Demands that the caller shows the certificate a token is bound to (RFC 8705 section 3).
     *
     * @param thumbprint base64url of the SHA-256 of the certificate
     * @throws TokenRefused certificate-missing or certificate-wrong
     */
    void check(HttpServletRequest request, String thumbprint) {
        X509Certificate shown =
                of(request).orElseThrow(() -> new TokenRefused(Problem.of("certificate-missing")));
        if (!thumbprint.equals(thumbprint(shown))) {
            throw new TokenRefused(Problem.of("certificate-wrong"));
        }
    }

    private Optional<X509Certificate> of(HttpServletRequest request) {
        if (!header.isEmpty() && isProxy(request.getRemoteAddr())) {
            return Optional.ofNullable(request.getHeader(header)).flatMap(this::read);
        }
        return request.getAttribute(OF_THE_CONNECTION) instanceof X509Certificate[] chain
                        && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }

    private boolean isProxy(String address) {
        return proxies.stream().anyMatch(range -> range.matches(address));
    }

    /** {@code :base64:} as in RFC 9440, or PEM with percent signs as nginx sends it. */
    private Optional<X509Certificate> read(String value) {
        try {
            String text = value.trim();
            byte[] bytes =
                    text.length() > 1 && text.startsWith(":") && text.endsWith(":")
                            ? Base64.getDecoder().decode(text.substring(1, text.length() - 1))
                            : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)
                                    .getBytes(StandardCharsets.US_ASCII);
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (CertificateException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String thumbprint(X509Certificate certificate) {
        try {
            return Sha256.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new TokenRefused(Problem.of("certificate-wrong"));
        }
    }

    private static IpAddressMatcher range(String text) {
        try {
            return new IpAddressMatcher(text);
        } catch (IllegalArgumentException e) {
            throw new DeclaredFileException(
                    List.of(
                            "KNUTPUNKT_TRUSTED_PROXIES: holds no addresses such as 10.0.0.0/8,"
                                    + " separated by commas"));
        }
    }
}
