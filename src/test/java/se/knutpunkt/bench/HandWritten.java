package se.knutpunkt.bench;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * listBookings as one would write it by hand: a Spring MVC controller, Apache HttpClient, StAX and
 * Jackson.
 */
@SpringBootConfiguration
@EnableWebSecurity
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ServletWebServerFactoryAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
})
@RestController
@ConditionalOnProperty("bench.rivta") // the hub's component scan must not find it
class HandWritten {

    private static final XMLInputFactory XML = new InputFactoryImpl();
    private static final JsonFactory JSON = new JsonFactory();

    private final CloseableHttpClient client =
            HttpClients.custom()
                    .setConnectionManager(
                            PoolingHttpClientConnectionManagerBuilder.create()
                                    .setMaxConnPerRoute(50)
                                    .setMaxConnTotal(50)
                                    .build())
                    .build();

    private final String address;

    HandWritten(@Value("${bench.rivta}") String address) {
        this.address = address;
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    @Bean
    SecurityFilterChain chain(
            HttpSecurity http,
            @Value("${bench.issuer}") String issuer,
            @Value("${bench.jwks}") String keys)
            throws Exception {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(keys).build();
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        new JwtIssuerValidator(issuer),
                        token ->
                                token.getAudience().contains("knutpunkt")
                                        ? OAuth2TokenValidatorResult.success()
                                        : OAuth2TokenValidatorResult.failure(),
                        new JwtTimestampValidator()));
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(decoder)))
                .sessionManagement(
                        s ->
                                s.sessionCreationPolicy(
                                        org.springframework.security.config.http
                                                .SessionCreationPolicy.STATELESS))
                .csrf(c -> c.disable())
                .build();
    }

    @GetMapping("/v1/bookings")
    ResponseEntity<byte[]> listBookings(@AuthenticationPrincipal Jwt token) throws Exception {
        String citizen = token.getClaimAsString("https://id.oidc.se/claim/personalIdentityNumber");
        HttpPost post = new HttpPost(address);
        post.setHeader(
                "SOAPAction",
                "\"urn:riv:crm:scheduling:GetSubjectOfCareScheduleResponder:1:GetSubjectOfCareSchedule\"");
        post.setEntity(
                new ByteArrayEntity(
                        request(citizen).getBytes(StandardCharsets.UTF_8), ContentType.TEXT_XML));
        byte[] xml =
                client.execute(post, response -> EntityUtils.toByteArray(response.getEntity()));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json(xml));
    }

    private static String request(String citizen) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>\
                <riv:LogicalAddress xmlns:riv="urn:riv:itintegration:registry:1">SE2321000016</riv:LogicalAddress>\
                <ih:Actor xmlns:ih="urn:riv:interoperability:headers:1"><ih:actorId>%1$s</ih:actorId><ih:actorType>subject_of_care</ih:actorType></ih:Actor>\
                </soapenv:Header><soapenv:Body><r:GetSubjectOfCareSchedule xmlns:r="urn:riv:crm:scheduling:GetSubjectOfCareScheduleResponder:1">\
                <r:healthcare_facility>SE2321000016</r:healthcare_facility><r:subject_of_care>%1$s</r:subject_of_care>\
                </r:GetSubjectOfCareSchedule></soapenv:Body></soapenv:Envelope>"""
                .formatted(citizen);
    }

    private static byte[] json(byte[] xml) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16_384);
        XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(xml));
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("bookings");
            Map<String, String> slot = new HashMap<>();
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String name = reader.getLocalName();
                    if (name.equals("timeslotDetail")) {
                        slot.clear();
                    } else if (reader.getNamespaceURI().startsWith("urn:riv:crm:scheduling:1")) {
                        slot.put(name, reader.getElementText());
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("timeslotDetail")) {
                    write(json, slot);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Map<String, String> slot) throws Exception {
        json.writeStartObject();
        json.writeStringField("id", slot.get("bookingId"));
        json.writeStringField(
                "start", se.knutpunkt.mapping.SwedishTime.rfc3339(slot.get("startTimeInclusive")));
        json.writeStringField(
                "end", se.knutpunkt.mapping.SwedishTime.rfc3339(slot.get("endTimeExclusive")));
        json.writeStringField("status", "booked");
        reference(
                json,
                "facility",
                slot.get("healthcare_facility"),
                slot.get("healthcare_facility_name"));
        reference(json, "performer", slot.get("performer"), slot.get("performerName"));
        reference(json, "timeType", slot.get("timeTypeID"), slot.get("timeTypeName"));
        json.writeStringField("reason", slot.get("reason"));
        json.writeBooleanField("canCancel", "true".equals(slot.get("cancel_booking_allowed")));
        json.writeBooleanField("canReschedule", "true".equals(slot.get("rebooking_allowed")));
        json.writeBooleanField("canArrive", false);
        json.writeEndObject();
    }

    private static void reference(JsonGenerator json, String field, String id, String name)
            throws Exception {
        json.writeObjectFieldStart(field);
        json.writeStringField("id", id);
        json.writeStringField("name", name);
        json.writeEndObject();
    }
}
