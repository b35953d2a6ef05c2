package se.knutpunkt.sso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

class SecretsTest {

    @TempDir Path folder;

    private final MockEnvironment settings =
            new MockEnvironment().withProperty("knutpunkt.secrets.one-key", "of the settings");

    @Test
    void aFileGoesBeforeASetting() throws IOException {
        assertThat(secrets().find("one-key")).hasValue("of the settings");
        Files.writeString(folder.resolve("one-key"), "of the file\n");
        assertThat(secrets().find("one-key")).hasValue("of the file");
    }

    @Test
    void whatIsNotThereOrEmptyIsMissing() throws IOException {
        assertThat(secrets().find("another")).isEmpty();
        Files.writeString(folder.resolve("empty"), " \n");
        assertThat(secrets().find("empty")).isEmpty();
    }

    @Test
    void aNameIsNoPath() throws IOException {
        Files.writeString(folder.resolve("secret"), "x");
        Path below = Files.createDirectory(folder.resolve("below"));
        assertThat(new Secrets(settings, below.toString()).find("../secret")).isEmpty();
    }

    @Test
    void aVariableIsNamedWithoutHyphens() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                Map.of("KNUTPUNKT_SECRETS_ONEKEY", "of a variable")));
        ConfigurationPropertySources.attach(environment);
        assertThat(new Secrets(environment, "").find("one-key")).hasValue("of a variable");
    }

    private Secrets secrets() {
        return new Secrets(settings, folder.toString());
    }
}
