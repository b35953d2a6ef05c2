package se.knutpunkt.fake.apns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import se.knutpunkt.fake.Mood;

/** One connection with its streams; a stream is a push. */
final class PushConnection extends ChannelInboundHandlerAdapter {
    private final PushService service;
    private final Map<Integer, Coming> coming = new HashMap<>();

    PushConnection(PushService service) {
        this.service = service;
    }

    /** A request of which not everything is here. */
    private record Coming(Http2Headers headers, ByteBuf payload) {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof Http2HeadersFrame head) {
                coming.put(head.stream().id(), new Coming(head.headers(), Unpooled.buffer(512)));
                endIf(head.isEndStream(), context, head.stream());
            } else if (message instanceof Http2DataFrame data) {
                Coming request = coming.get(data.stream().id());
                if (request != null) {
                    request.payload().writeBytes(data.content());
                }
                context.write(
                        new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                                .stream(data.stream()));
                endIf(data.isEndStream(), context, data.stream());
            } else if (message instanceof Http2ResetFrame reset) {
                coming.remove(reset.stream().id());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    /** The other side hung up or talks nonsense. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void endIf(boolean ended, ChannelHandlerContext context, Http2FrameStream stream) {
        Coming whole = ended ? coming.remove(stream.id()) : null;
        if (whole != null) {
            ByteBuf payload = whole.payload();
            byte[] bytes = new byte[payload.readableBytes()];
            payload.readBytes(bytes);
            behave(context, stream, new Push(whole.headers(), bytes));
        }
    }

    private void behave(ChannelHandlerContext context, Http2FrameStream stream, Push push) {
        Mood mood = service.mood(push);
        boolean silent = mood.kind() == Mood.Kind.DOWN;
        Reply reply =
                mood.carriesOut() && !silent
                        ? service.take(push)
                        : Reply.refused("ServiceUnavailable");
        switch (mood.kind()) {
            case SLOW ->
                    context.executor()
                            .schedule(
                                    () -> {
                                        answer(context, stream, push, reply);
                                        context.flush();
                                    },
                                    mood.ms(),
                                    TimeUnit.MILLISECONDS);
            case RESET, DOWN -> context.close();
            case HALF ->
                    context.writeAndFlush(
                                    new DefaultHttp2HeadersFrame(head(push, reply.status()))
                                            .stream(stream))
                            .addListener(ChannelFutureListener.CLOSE);
            case EMPTY -> {} // never answered
            case GARBAGE -> send(context, stream, head(push, 502), "<html><body>Underhåll<br>");
            case STATUS -> {
                String reason = mood.code() == null ? Reasons.of(mood.status()) : mood.code();
                answer(context, stream, push, new Reply(mood.status(), reason, null));
            }
            case FAULT -> fault(context, stream, push, mood.code());
            default -> answer(context, stream, push, reply);
        }
    }

    private static void fault(
            ChannelHandlerContext context, Http2FrameStream stream, Push push, String code) {
        if ("goaway".equals(code)) {
            ByteBuf why = Unpooled.copiedBuffer(Reply.refused("Shutdown").json(), UTF_8);
            context.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR, why))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        String reason = code == null ? "InternalServerError" : code;
        answer(context, stream, push, Reply.refused(reason));
    }

    private static void answer(
            ChannelHandlerContext context, Http2FrameStream stream, Push push, Reply reply) {
        Http2Headers head = head(push, reply.status());
        if (reply.isAccepted()) {
            context.write(new DefaultHttp2HeadersFrame(head, true).stream(stream));
        } else {
            send(context, stream, head.set("content-type", "application/json"), reply.json());
        }
    }

    private static void send(
            ChannelHandlerContext context,
            Http2FrameStream stream,
            Http2Headers head,
            String body) {
        context.write(new DefaultHttp2HeadersFrame(head).stream(stream));
        context.write(
                new DefaultHttp2DataFrame(Unpooled.copiedBuffer(body, UTF_8), true).stream(stream));
    }

    /** The push's own id is told again; one without gets one. */
    private static Http2Headers head(Push push, int status) {
        String id = push.header("apns-id");
        return new DefaultHttp2Headers()
                .status(Integer.toString(status))
                .set("apns-id", id == null ? UUID.randomUUID().toString() : id);
    }
}
