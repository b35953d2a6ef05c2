package se.knutpunkt.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Shows the contract in a browser at {@code /docs}: Swagger UI from its webjar, nothing loaded from
 * elsewhere.
 */
@Controller
@Configuration(proxyBeanMethods = false)
class Docs implements WebMvcConfigurer {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

    private final Contract contract;

    Docs(Contract contract) {
        this.contract = contract;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/docs/ui/**")
                .addResourceLocations(
                        "classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/");
        registry.addResourceHandler("/docs/page/**").addResourceLocations("classpath:/docs/page/");
    }

    /** The webjar's version is part of its paths; the webjar itself knows it. */
    private static String version() {
        try {
            return PropertiesLoaderUtils.loadProperties(
                            new ClassPathResource(
                                    "META-INF/maven/org.webjars/swagger-ui/pom.properties"))
                    .getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping({"/docs", "/docs/"})
    ResponseEntity<byte[]> page() throws IOException {
        try (var page = Docs.class.getResourceAsStream("/docs/index.html")) {
            return ResponseEntity.ok()
                    .contentType(
                            new MediaType(
                                    MediaType.TEXT_HTML, java.nio.charset.StandardCharsets.UTF_8))
                    .header("Content-Security-Policy", POLICY)
                    .cacheControl(CacheControl.noCache())
                    .body(page.readAllBytes());
        }
    }

    @GetMapping("/docs/knutpunkt.openapi.yaml")
    ResponseEntity<byte[]> contract() throws IOException {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/yaml"))
                .body(Files.readAllBytes(contract.file()));
    }
}
