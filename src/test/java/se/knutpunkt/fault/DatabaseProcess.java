package se.knutpunkt.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** The PostgreSQL of the surroundings, killed and started again with its own data. Linux only. */
final class DatabaseProcess implements AutoCloseable {

    private final DataSource database;
    private final Path data;
    private List<String> command;
    private SmallDisk disk;

    DatabaseProcess(DataSource database) throws SQLException {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            this.data = Path.of(row.getString(1));
        }
    }

    /** SIGKILL of the server and all that work for it. */
    void kill() {
        ProcessHandle server = server().orElseThrow();
        command = commandOf(server.pid());
        List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.add(0, server);
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("the database has ended")
                .atMost(Duration.ofMinutes(1))
                .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Kills it and starts it with its data on a small disk, see {@link SmallDisk}. */
    SmallDisk moveToSmallDisk(int megabytes) {
        kill();
        disk = SmallDisk.over(data, megabytes);
        try {
            Process copy =
                    new ProcessBuilder("cp", "-a", data + "/.", disk.inside(data).toString())
                            .inheritIO()
                            .start();
            if (copy.waitFor() != 0) {
                throw new IllegalStateException("the data does not fit onto the small disk");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        start();
        return disk;
    }

    /** A database that has no room for its journal ends. */
    boolean isRunning() {
        return server().filter(ProcessHandle::isAlive).isPresent();
    }

    /** Starts what was killed, and returns when it has put its journal in order. */
    void start() {
        List<String> again = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root, in name
            again.addAll(List.of("unshare", "-U"));
        }
        again.addAll(command);
        try {
            new ProcessBuilder(disk == null ? again : disk.on(again))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("the database answers")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(
                        () -> {
                            try (Connection connection = database.getConnection()) {
                                return connection.isValid(2);
                            }
                        });
    }

    private Optional<ProcessHandle> server() {
        try {
            Path folder = disk == null ? data : disk.inside(data);
            Path file = folder.resolve("postmaster.pid");
            if (Files.notExists(file)) {
                return Optional.empty();
            }
            String pid = Files.readAllLines(file).get(0).strip();
            return ProcessHandle.of(Long.parseLong(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commandOf(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return List.of(line.split("\0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What runs on a small disk nobody else ends. */
    @Override
    public void close() {
        if (disk != null) {
            if (isRunning()) {
                kill();
            }
            disk.close();
        }
    }
}
