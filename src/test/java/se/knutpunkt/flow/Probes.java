package se.knutpunkt.flow;

import se.knutpunkt.catalogue.TemporaryHome;

/**
 * Back ends that are added to a copy of the declared files by config, routes and mappings alone:
 * one for each kind of proof, and an operation of the contract that calls them.
 */
final class Probes {

    private final TemporaryHome home;

    Probes(TemporaryHome home) {
        this.home = home;
        home.replace(
                "routes/api/knutpunkt.openapi.yaml",
                "\npaths:\n",
                "\npaths:\n"
                        + operation("callProbe", "probes", "- citizen: []")
                        + operation("callOpenProbe", "open-probes", null));
        home.write("routes/api/probe.camel.yaml", route("callProbe") + route("callOpenProbe"));
    }

    /**
     * @param login the YAML of the field login
     * @param more further fields of the file
     */
    void add(String name, String address, String login, String more) {
        home.write(
                "config/backends/" + name + ".yaml",
                """
                backend: %s
                product: a probe
                protocol: rivta
                holdsPatientData: false
                login: %s
                timeLimit: 8s
                connectTimeLimit: 1s
                attempts: 1
                connections: 120
                bulkhead: 110
                breaker: {window: 100, minimumCalls: 100, failurePercent: 100, openSeconds: 5, halfOpenCalls: 5}
                answerLimit: 1MB
                national: {address: "%s", logicalAddress: "PROBE-1"}
                answers: {http-401: backend-refused-hub}
                %s
                """
                        .formatted(name, field(login), address, more));
        home.write(
                "routes/backends/" + name + ".camel.yaml",
                """
                - templatedRoute:
                    routeTemplateRef: rivta
                    routeId: backend.%1$s.callProbe
                    parameters:
                      - {name: backend, value: %1$s}
                      - {name: operation, value: callProbe}
                      - {name: contract, value: "urn:probe"}
                      - {name: action, value: CallProbe}
                      - {name: address, value: "${variable.logicalAddress}"}
                      - {name: request, value: callProbe.request.ftlx}
                      - {name: response, value: callProbe.response.jsonata}
                      - {name: output, value: json}
                """
                        .formatted(name));
        home.write(
                "mappings/backends/" + name + "/callProbe.request.ftlx",
                """
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body><CallProbe xmlns="urn:probe"/></soapenv:Body></soapenv:Envelope>
                """);
        home.write(
                "mappings/backends/" + name + "/callProbe.response.jsonata",
                "{\"who\": Body.CallProbeResponse.who}\n");
    }

    private static String field(String login) {
        return login.contains("\n") ? "\n" + login.strip().indent(2).stripTrailing() : login;
    }

    private static String operation(String id, String path, String security) {
        return """
          /v1/%s/{probe}:
            get:
              operationId: %s
              tags: [me]
              summary: Calls a probe
              x-capability: none
              x-gated: false
              security: %s
              parameters:
                - {name: probe, in: path, required: true, schema: {type: string}}
                - $ref: '#/components/parameters/CorrelationId'
                - $ref: '#/components/parameters/DeadlineMs'
              responses:
                '200':
                  description: Who called
                  content: {application/json: {schema: {type: object}}}
                default:
                  description: A problem
                  content: {application/problem+json: {schema: {type: object}}}
        """
                .indent(0)
                .formatted(path, id, security == null ? "[]" : "[{citizen: []}]");
    }

    private static String route(String id) {
        return """
        - route:
            id: api.%1$s
            group: api
            description: Calls a probe
            routeConfigurationId: publicOperation
            from:
              uri: direct
              parameters:
                name: %1$s
              steps:
                - bean: {ref: lineCall, method: "national(${exchange}, ${variable.params[probe]})"}
                - toD: direct:backend.${variable.params[probe]}.callProbe
        """
                .formatted(id);
    }
}
