package se.knutpunkt.fake.rivta;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A caller of the platform for the fakes' own tests; {@code r} and {@code m} are the responder's
 * namespaces.
 */
record Soap(String url, String address, String actor, String contentType, String action) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Soap to(RivtaPlatform platform, String address, String person) {
        return new Soap(
                platform.url() + "/vp/test",
                "<a:LogicalAddress>" + address + "</a:LogicalAddress>",
                "<h:Actor><h:actorId>"
                        + person
                        + "</h:actorId><h:actorType>subject_of_care</h:actorType></h:Actor>",
                "text/xml; charset=UTF-8",
                null);
    }

    Soap withAddress(String header) {
        return new Soap(url, header, actor, contentType, action);
    }

    Soap withActor(String header) {
        return new Soap(url, address, header, contentType, action);
    }

    Soap withContentType(String type) {
        return new Soap(url, address, actor, type, action);
    }

    Soap withAction(String header) {
        return new Soap(url, address, actor, contentType, header);
    }

    HttpResponse<String> call(Operation operation, String content)
            throws IOException, InterruptedException {
        String name = "r:" + operation.name();
        String body =
                ("<%s xmlns:r='%s' xmlns:m='%s' xmlns:c='urn:riv:crm:scheduling:1'"
                                + " xmlns:e='urn:riv:crm:scheduling:1.1' xmlns:p='%s'>%s</%s>")
                        .formatted(
                                name,
                                operation.namespace(),
                                operation.minorNamespace(),
                                Namespaces.PERSON,
                                content,
                                name);
        return send(action == null ? operation.soapAction() : action, envelope(body));
    }

    String envelope(String body) {
        return "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'"
                + " xmlns:a='urn:riv:itintegration:registry:1'"
                + " xmlns:h='urn:riv:interoperability:headers:1'><s:Header>"
                + address
                + actor
                + "</s:Header><s:Body>"
                + body
                + "</s:Body></s:Envelope>";
    }

    HttpResponse<String> send(String soapAction, String envelope)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", contentType)
                        .header("SOAPAction", soapAction)
                        .POST(BodyPublishers.ofString(envelope))
                        .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
