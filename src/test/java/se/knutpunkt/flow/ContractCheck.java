package se.knutpunkt.flow;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.api.Contract;

/** Holds every answer against the contract: status, headers, body. */
final class ContractCheck {

    /** By contract: a hub with a home of its own has another one. */
    private static final Map<Path, OpenApiInteractionValidator> VALIDATORS =
            new ConcurrentHashMap<>();

    private ContractCheck() {}

    static synchronized void check(
            RunningHub hub, String method, String path, HttpResponse<String> response) {
        Contract contract = hub.bean(Contract.class);
        String plain = path.replaceFirst("\\?.*", "");
        if (contract.match(method, plain).isEmpty()) {
            return;
        }
        // read anew by the library, which also follows the references of answers
        OpenApiInteractionValidator validator =
                VALIDATORS.computeIfAbsent(
                        contract.file(),
                        file ->
                                OpenApiInteractionValidator.createForSpecificationUrl(
                                                file.toUri().toString())
                                        .build());
        SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
        response.headers().map().forEach((name, values) -> answer.withHeader(name, values));
        response.headers().firstValue("Content-Type").ifPresent(answer::withContentType);
        answer.withBody(response.body());
        ValidationReport report =
                validator.validateResponse(plain, Request.Method.valueOf(method), answer.build());
        if (report.hasErrors()) {
            throw new AssertionError(
                    method
                            + " "
                            + plain
                            + " breaks the contract: "
                            + report.getMessages()
                            + "\n"
                            + response.body());
        }
    }
}
