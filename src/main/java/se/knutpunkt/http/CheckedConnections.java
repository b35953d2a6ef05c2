package se.knutpunkt.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes connections that are given out again only when nothing stands unread on them. A server that
 * answers twice would else give its second answer, which is about somebody else, to the next
 * request: the library's own check takes unread bytes for a sign of life. Looking costs no waiting:
 * a read is only tried where bytes are known to be.
 */
final class CheckedConnections implements HttpConnectionFactory<ManagedHttpClientConnection> {

    @Override
    public ManagedHttpClientConnection createConnection(Socket socket) throws IOException {
        Checked connection = new Checked();
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    private static final class Checked extends DefaultBHttpClientConnection
            implements ManagedHttpClientConnection {

        private static final Timeout LOOK = Timeout.ofMilliseconds(1);

        /**
         * After so long without use a read of a millisecond tells whether the server has hung up.
         */
        private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile Peeking input;
        private Timeout timeout = Timeout.ZERO_MILLISECONDS;
        private long usedNanos = System.nanoTime();

        Checked() {
            super(Http1Config.DEFAULT);
        }

        @Override
        public void bind(Socket socket) throws IOException {
            bind(new Holder(socket));
        }

        @Override
        public void bind(SSLSocket secure, Socket socket) throws IOException {
            bind(new Holder(secure, socket));
        }

        /** A request that was given up while its connection was being made must not get it. */
        @Override
        protected void bind(SocketHolder holder) throws IOException {
            if (closed.get()) {
                holder.getSocket().close();
                throw new InterruptedIOException("given up while connecting");
            }
            super.bind(holder);
            timeout = Timeout.ofMilliseconds(holder.getSocket().getSoTimeout());
        }

        /** Asked each time before the connection is used again: true when it must not be. */
        @Override
        public boolean isStale() throws IOException {
            if (System.nanoTime() - usedNanos > IDLE_NANOS && super.isStale()) {
                return true;
            }
            Peeking peeking = input;
            if (peeking == null) {
                return !isOpen();
            }
            peeking.only = true;
            try {
                return isDataAvailable(LOOK);
            } finally {
                peeking.only = false;
            }
        }

        @Override
        public Socket getSocket() {
            SocketHolder holder = getSocketHolder();
            return holder == null ? null : holder.getSocket();
        }

        @Override
        public void setSocketTimeout(Timeout limit) {
            super.setSocketTimeout(limit);
            timeout = limit;
        }

        @Override
        public void passivate() {
            usedNanos = System.nanoTime();
            super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
        }

        @Override
        public void activate() {
            super.setSocketTimeout(timeout);
        }

        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true)) {
                super.close();
            }
        }

        @Override
        public void close(CloseMode mode) {
            if (closed.compareAndSet(false, true)) {
                super.close(mode);
            }
        }

        private final class Holder extends SocketHolder {

            Holder(Socket socket) {
                super(socket);
            }

            Holder(SSLSocket secure, Socket socket) {
                super(secure, socket);
            }

            @Override
            protected InputStream getInputStream(Socket socket) throws IOException {
                input = new Peeking(socket.getInputStream(), getBaseSocket().getInputStream());
                return input;
            }
        }

        /** Input that can be read without waiting, when it is only looked at. */
        private static final class Peeking extends FilterInputStream {

            /** What comes over the network; under TLS it may hold something else than an answer. */
            private final InputStream network;

            private boolean only;

            Peeking(InputStream in, InputStream network) {
                super(in);
                this.network = network;
            }

            @Override
            public int read() throws IOException {
                demandInput();
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                demandInput();
                return super.read(target, offset, length);
            }

            private void demandInput() throws IOException {
                if (only && network.available() == 0 && in.available() == 0) {
                    throw new SocketTimeoutException("nothing unread");
                }
            }
        }
    }
}
