package se.knutpunkt.token;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;

/**
 * The address under which callers know the hub. Behind a proxy the hub cannot see it, and headers
 * that claim it can be forged, so it is a setting; without it the request's own address counts.
 */
@Component
final class PublicAddress {

    private final String base;

    PublicAddress(@Value("${knutpunkt.api.public-url}") String base) {
        this.base = base.isBlank() ? null : checked(base.trim());
    }

    /** The request's address without query, in a form that can be compared. */
    String of(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (base != null) {
            return base + path;
        }
        return normal(
                URI.create(
                        request.getScheme()
                                + "://"
                                + request.getServerName()
                                + ":"
                                + request.getServerPort()
                                + path));
    }

    /**
     * An address without query and fragment, scheme and host in small letters, the port left out
     * when it is the usual one (RFC 9449 section 4.3). Null for what is no such address.
     */
    static String normal(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() == null || uri.getScheme() == null ? null : normal(uri);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String normal(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual =
                uri.getPort() < 0
                        || uri.getPort() == 443 && scheme.equals("https")
                        || uri.getPort() == 80 && scheme.equals("http");
        return scheme
                + "://"
                + uri.getHost().toLowerCase(Locale.ROOT)
                + (usual ? "" : ":" + uri.getPort())
                + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    }

    private static String checked(String base) {
        String normal = normal(base);
        if (normal == null || base.contains("?") || base.contains("#")) {
            throw new DeclaredFileException(
                    List.of(
                            "KNUTPUNKT_PUBLIC_URL: is no http or https address without query and fragment"));
        }
        return normal.endsWith("/") ? normal.substring(0, normal.length() - 1) : normal;
    }
}
