package se.knutpunkt.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A small disk of memory over a folder, seen only by the processes that are started on it (a tmpfs
 * in a mount namespace of its own). Needs Linux and root; it is gone when it is closed, or this
 * process has ended.
 */
final class SmallDisk implements AutoCloseable {

    private static final String MOUNT =
            "mount -t tmpfs -o size=$2m,mode=0700 small \"$1\" && echo ready && exec cat";
    private static final int ALL = 100;
    private static final int PIECE = 64 * 1024;

    private final Process holder;
    private final Path folder;

    private SmallDisk(Path folder, int megabytes) throws IOException {
        this.folder = folder.toAbsolutePath();
        // cat ends with this process: it reads what nobody writes
        this.holder =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                MOUNT,
                                "small-disk",
                                this.folder.toString(),
                                Integer.toString(megabytes))
                        .redirectErrorStream(true)
                        .start();
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        String first = said.readLine();
        if (!"ready".equals(first)) {
            holder.destroyForcibly();
            throw new IOException("no small disk: " + first);
        }
    }

    /** Skips the test, with the reason, where no disk can be made. */
    static SmallDisk over(Path folder, int megabytes) {
        try {
            return new SmallDisk(folder, megabytes);
        } catch (IOException e) {
            return Assumptions.abort(
                    "a small disk needs Linux, root and unshare: " + e.getMessage());
        }
    }

    /** The command that runs this one on the disk. */
    List<String> on(List<String> command) {
        List<String> all =
                new ArrayList<>(
                        List.of("nsenter", "--mount", "--target", Long.toString(holder.pid())));
        all.add("--");
        all.addAll(command);
        return all;
    }

    /** What those on the disk see at this path. */
    Path inside(Path path) {
        return Path.of("/proc", Long.toString(holder.pid()), "root")
                .resolve(Path.of("/").relativize(path.toAbsolutePath()));
    }

    /** Takes room until so much of the disk is used; of 100 % until nothing more goes in. */
    void fill(int percent) {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            FileStore store = Files.getFileStore(inside(folder));
            byte[] piece = new byte[PIECE];
            while (percent >= ALL
                    || store.getUsableSpace() > store.getTotalSpace() / ALL * (ALL - percent)) {
                filler.write(piece);
            }
        } catch (IOException e) {
            if (percent < ALL) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives the room back. */
    void clear() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return inside(folder).resolve("filler");
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
