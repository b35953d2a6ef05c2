package se.knutpunkt.token;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Fetches an issuer's keys: no redirects, bounded in size, and ended by one time limit for the
 * whole of it, also when the answer drips in.
 */
final class KeyFetch implements ResourceRetriever {

    private static final int LARGEST = 256 * 1024;

    private final HttpClient client;
    private final Duration timeLimit;

    KeyFetch(Duration timeLimit) {
        this.timeLimit = timeLimit;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeLimit)
                        .build();
    }

    @Override
    public Resource retrieveResource(URL address) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address.toString()))
                        .header("Accept", "application/jwk-set+json, application/json")
                        .build();
        Body body = new Body();
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArrayConsumer(body));
        try {
            HttpResponse<Void> response = answer.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("the keys' address answered " + response.statusCode());
            }
            return new Resource(
                    body.bytes.toString(StandardCharsets.UTF_8),
                    response.headers().firstValue("Content-Type").orElse(null));
        } catch (TimeoutException e) {
            throw new IOException("the keys' address did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("the keys' address could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static final class Body implements Consumer<Optional<byte[]>> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void accept(Optional<byte[]> part) {
            part.ifPresent(bytes::writeBytes);
            if (bytes.size() > LARGEST) {
                throw new IllegalStateException("larger than keys can be");
            }
        }
    }
}
