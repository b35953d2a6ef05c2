package se.knutpunkt.fake.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.server.tenant.UrlBaseTenantIdentificationStrategy;
import org.hl7.fhir.r4.model.Provenance;
import se.knutpunkt.fake.hapi.HapiServer;

/**
 * HAPI's server for all regions. A region is what HAPI calls a tenant: the first segment of the
 * path.
 */
final class FhirServer {
    static final String PATH = "/fhir";

    private static final HapiServer.Pages PAGES = new HapiServer.Pages(50, 1000);

    private FhirServer() {}

    static HapiServer of(FhirRegions regions) {
        return new HapiServer(
                PATH,
                regions::url,
                PAGES,
                hapi ->
                        hapi.setTenantIdentificationStrategy(
                                new UrlBaseTenantIdentificationStrategy()),
                new AppointmentProvider(regions),
                new DirectoryProviders(regions));
    }

    /** Whether the text is a Provenance with nothing unknown in it. */
    static boolean isProvenance(String json) {
        try {
            FhirContext.forR4Cached()
                    .newJsonParser()
                    .setParserErrorHandler(new StrictErrorHandler())
                    .parseResource(Provenance.class, json);
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }
}
