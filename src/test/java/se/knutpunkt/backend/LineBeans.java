package se.knutpunkt.backend;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.http.ClientTls;
import se.knutpunkt.region.RegionCatalogue;
import se.knutpunkt.sso.SsoBeans;

/** The beans of this package as the hub makes them, for tests of routes. */
public final class LineBeans {

    private final ErrorCatalogue errors;
    private final BackendCatalogue catalogue;
    private final LineProofs proofs;

    public LineBeans(DeclaredFiles files) {
        this.errors = new ErrorCatalogue(files);
        this.catalogue = new BackendCatalogue(files, new RegionCatalogue(files), errors);
        ClientTls tls =
                new ClientTls(new StaticListableBeanFactory().getBeanProvider(SslBundles.class));
        this.proofs = new LineProofs(catalogue, files, SsoBeans.sources(tls), tls);
    }

    public void bind(Registry registry) {
        registry.bind("lineCall", new LineCall(catalogue, errors));
        registry.bind("lineProof", new LineProof(proofs));
        registry.bind("rivtaAnswer", new RivtaAnswer(catalogue));
        registry.bind("restCall", new RestCall(catalogue));
        registry.bind("pages", new Pages(catalogue));
        registry.bind("restAnswer", new RestAnswer(catalogue, errors));
    }

    /** One route for each line; the template {@code line} must be there. */
    public RouteBuilder lines() {
        return new LineRoutes(catalogue, proofs);
    }
}
