package se.knutpunkt.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;

/**
 * Gives one connection its socket, and can close it from another thread. The library of mail
 * connects the socket itself, so that its time limit holds; the ways to get one that is connected
 * are not used.
 */
final class RelaySockets extends SocketFactory {

    private final AtomicReference<Socket> given = new AtomicReference<>();
    private final AtomicBoolean cut = new AtomicBoolean();

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        given.set(socket);
        if (cut.get()) {
            socket.close();
        }
        return socket;
    }

    void cut() {
        cut.set(true);
        Socket socket = given.get();
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more either way
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
