package se.knutpunkt.fake.rivta;

/** The XML namespaces the platform speaks. */
final class Namespaces {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String REGISTRY = "urn:riv:itintegration:registry:1";
    static final String HEADERS = "urn:riv:interoperability:headers:1";
    static final String SCHEDULING = "urn:riv:crm:scheduling:1";
    static final String SCHEDULING_MINOR = "urn:riv:crm:scheduling:1.1";
    static final String PERSON = "urn:riv:strategicresourcemanagement:persons:person:5";

    static final String ENGAGEMENT = "urn:riv:itintegration:engagementindex:1";

    static final String PROFILE = "urn:mvk:itintegration:userprofile:2";

    private Namespaces() {}
}
