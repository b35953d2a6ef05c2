package se.knutpunkt.fake.fhir;

import java.time.Clock;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.RegionalPartner;

/** The regions that book over FHIR R4. */
final class FhirRegional implements RegionalPartner {

    @Override
    public String name() {
        return "FHIR";
    }

    @Override
    public String setting() {
        return "KNUTPUNKT_FHIR_URL";
    }

    @Override
    public String base() {
        return FhirServer.PATH;
    }

    @Override
    public int sandboxPort() {
        return 9150;
    }

    @Override
    public FakePartner start(int port, Clock clock) {
        return new FhirRegions(port, clock);
    }
}
