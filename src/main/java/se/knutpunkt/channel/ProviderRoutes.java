package se.knutpunkt.channel;

import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.springframework.stereotype.Component;
import se.knutpunkt.http.ClientTls;
import se.knutpunkt.http.OutgoingHttp;

/**
 * What a channel has of its own besides its files: the threads that send several of a batch at once
 * ({@code pool.<channel>}), and for one that speaks HTTP a client ({@code http.<channel>}) and a
 * route of the template {@code routes/templates/provider.camel.yaml}.
 */
@Component
final class ProviderRoutes extends RouteBuilder {

    /** An answer is some hundred bytes. */
    private static final long ANSWER_LIMIT = 64 * 1024;

    private static final String AT_ONCE = "atOnce";

    private final ChannelCatalogue channels;
    private final ClientTls tls;

    ProviderRoutes(ChannelCatalogue channels, ClientTls tls) {
        this.channels = channels;
        this.tls = tls;
    }

    @Override
    public void configure() {
        getContext().getRegistry().bind("inOrder", new GroupedBodyAggregationStrategy());
        for (String name : channels.names()) {
            Channel channel = channels.get(name);
            if (channel.provider().containsKey(AT_ONCE)) {
                int atOnce = Integer.parseInt(channel.provider(AT_ONCE));
                ExecutorService pool =
                        getContext()
                                .getExecutorServiceManager()
                                .newFixedThreadPool(this, "channel." + name, atOnce);
                getContext().getRegistry().bind("pool." + name, pool);
                if (channel.provider().getOrDefault("address", "").startsWith("http")) {
                    http(channel, atOnce);
                }
            }
        }
    }

    private void http(Channel channel, int connections) {
        String name = channel.channel();
        String bundle = channel.provider("tlsBundle");
        TlsSocketStrategy strategy = bundle.isEmpty() ? null : tls.strategy(bundle);
        long limit = channels.timeLimit(name).toMillis();
        HttpClientConfigurer client =
                builder -> {
                    new OutgoingHttp(ANSWER_LIMIT, request -> limit).configure(builder);
                    builder.setConnectionManager(
                            ClientTls.pool(strategy, connections, channels.connectTimeLimit(name)));
                };
        getContext().getRegistry().bind("http." + name, client);
        templatedRoute("provider")
                .routeId("provider." + name)
                .parameter("channel", name)
                .parameter("address", channel.provider("address"))
                .parameter("connections", Integer.toString(connections))
                .parameter("connectMs", Long.toString(channels.connectTimeLimit(name).toMillis()))
                .parameter("timeMs", Long.toString(limit));
    }
}
