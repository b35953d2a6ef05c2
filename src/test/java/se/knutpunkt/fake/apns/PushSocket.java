package se.knutpunkt.fake.apns;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import se.knutpunkt.fake.token.Certificates;

/** HTTP/2 over TLS on loopback, which can be shut and opened again on the same port. */
final class PushSocket {
    private static final int THREADS = 2;
    private static final long MOST_STREAMS = 1500; // as the real one says

    private final PushService service;
    private final SslContext tls;
    private final EventLoopGroup threads =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("fake-apns", true));
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final int port;
    private Channel listening;

    PushSocket(int port, Certificates.Identity identity, PushService service) {
        this.service = service;
        this.tls = tls(identity);
        this.listening = listen(port);
        this.port = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    int port() {
        return port;
    }

    synchronized void open() {
        if (listening == null) {
            listening = listen(port);
        }
    }

    synchronized void shut() {
        if (listening != null) {
            listening.close().syncUninterruptibly();
            listening = null;
        }
        connections.close().awaitUninterruptibly();
    }

    void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Channel listen(int wanted) {
        return new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                welcome(channel);
                            }
                        })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
                .syncUninterruptibly()
                .channel();
    }

    private void welcome(SocketChannel channel) {
        connections.add(channel);
        channel.pipeline()
                .addLast(
                        tls.newHandler(channel.alloc()),
                        Http2FrameCodecBuilder.forServer()
                                .initialSettings(
                                        Http2Settings.defaultSettings()
                                                .maxConcurrentStreams(MOST_STREAMS))
                                .build(),
                        new PushConnection(service));
    }

    private static SslContext tls(Certificates.Identity identity) {
        try {
            return SslContextBuilder.forServer(identity.key().getPrivate(), identity.certificate())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    Protocol.ALPN,
                                    SelectorFailureBehavior.NO_ADVERTISE,
                                    SelectedListenerFailureBehavior.ACCEPT,
                                    ApplicationProtocolNames.HTTP_2))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
