package se.knutpunkt.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;

/**
 * The rules of an outgoing HTTP client: no redirects, no repeats of its own, no cookies, answers
 * bounded in size, and each request ended by its own deadline. A socket time-out alone does not do
 * that: it starts anew with every byte that drips in.
 */
public final class OutgoingHttp implements ExecChainHandler {

    private static final ScheduledExecutorService WATCH = watch();

    private final long answerLimit;
    private final ToLongFunction<ClassicHttpRequest> timeLimit;
    private final String echoed;

    /**
     * @param answerLimit the largest answer that is read, bytes
     * @param timeLimit the longest time of a request, milliseconds; negative when it states none,
     *     which is refused
     */
    public OutgoingHttp(long answerLimit, ToLongFunction<ClassicHttpRequest> timeLimit) {
        this(answerLimit, timeLimit, null);
    }

    /**
     * @param echoed a header whose value servers send back: an answer with another value is another
     *     request's
     */
    public OutgoingHttp(
            long answerLimit, ToLongFunction<ClassicHttpRequest> timeLimit, String echoed) {
        this.answerLimit = answerLimit;
        this.timeLimit = timeLimit;
        this.echoed = echoed;
    }

    /** Puts the rules on a client in the making. */
    public void configure(HttpClientBuilder builder) {
        builder.disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Knutpunkt")
                .addExecInterceptorFirst("deadline", this);
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long millis = timeLimit.applyAsLong(request);
        if (millis < 0) {
            throw new IOException("a call without a deadline");
        }
        RequestConfig usual = scope.clientContext.getRequestConfigOrDefault();
        Timeout limit = Timeout.ofMilliseconds(millis);
        scope.clientContext.setRequestConfig(
                RequestConfig.copy(usual)
                        .setResponseTimeout(limit)
                        .setConnectionRequestTimeout(limit)
                        .build());
        Cut cut = new Cut((Cancellable) scope.originalRequest, millis);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            demandOwn(request, response, scope);
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                cut.stop();
            } else {
                response.setEntity(new Bounded(entity, cut));
            }
            return response;
        } catch (IOException e) {
            cut.stop();
            throw cut.fired ? tooLate(e) : e;
        } catch (HttpException | RuntimeException e) {
            cut.stop();
            throw e;
        }
    }

    /** The connection is not used again: the answer to this request is still to come on it. */
    private void demandOwn(
            ClassicHttpRequest request, ClassicHttpResponse response, ExecChain.Scope scope)
            throws ForeignAnswer {
        Header sent = echoed == null ? null : request.getFirstHeader(echoed);
        Header back = sent == null ? null : response.getFirstHeader(echoed);
        if (back != null && !sent.getValue().equals(back.getValue())) {
            scope.execRuntime.discardEndpoint();
            throw new ForeignAnswer();
        }
    }

    private static SocketTimeoutException tooLate(IOException cause) {
        SocketTimeoutException late = new SocketTimeoutException("ended by the deadline");
        late.initCause(cause);
        return late;
    }

    private static ScheduledExecutorService watch() {
        ScheduledThreadPoolExecutor one =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "deadline-watch");
                            thread.setDaemon(true);
                            return thread;
                        });
        one.setRemoveOnCancelPolicy(true);
        return one;
    }

    /** Ends one call when its time is up. */
    private static final class Cut implements Runnable {
        private final Cancellable call;
        private final ScheduledFuture<?> alarm;

        /** Set before the call is ended, so whoever sees it end knows why. */
        private volatile boolean fired;

        Cut(Cancellable call, long millis) {
            this.call = call;
            this.alarm = WATCH.schedule(this, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void run() {
            fired = true;
            call.cancel();
        }

        void stop() {
            alarm.cancel(false);
        }
    }

    /**
     * An answer's body that ends with an error when it grows too large; stops the watch when it is
     * closed.
     */
    private final class Bounded extends HttpEntityWrapper {
        private final Cut cut;
        private InputStream content;

        Bounded(HttpEntity entity, Cut cut) {
            super(entity);
            this.cut = cut;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                content = new BoundedStream(super.getContent(), answerLimit, cut);
            }
            return content;
        }

        @Override
        public void close() throws IOException {
            cut.stop();
            super.close();
        }
    }

    private static final class BoundedStream extends FilterInputStream {
        private final Cut cut;
        private long left;

        BoundedStream(InputStream in, long limit, Cut cut) {
            super(in);
            this.left = limit;
            this.cut = cut;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = super.read(target, offset, length);
                count(Math.max(read, 0));
                return read;
            } catch (IOException e) {
                throw cut.fired ? tooLate(e) : e;
            }
        }

        @Override
        public void close() throws IOException {
            cut.stop();
            super.close();
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new AnswerTooLarge();
            }
        }
    }

    /** The answer is not one that can be used. */
    public abstract static class BadAnswer extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The answer is larger than it may be. */
    public static final class AnswerTooLarge extends BadAnswer {
        private static final long serialVersionUID = 1L;
    }

    /** The answer says itself that it is to another request. */
    public static final class ForeignAnswer extends BadAnswer {
        private static final long serialVersionUID = 1L;
    }
}
